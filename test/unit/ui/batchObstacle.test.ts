import { describe, expect, test } from 'vitest'
import { batchObstacle } from '#core/editor/batchObstacle.ts'
import { startFolder } from '../../../src/renderer/ui/folders/startFolder.ts'
import { subjectWith } from './subjects.ts'

const missing = {
  landmarks: 'ready',
  align: 'missing-input',
  masks: 'missing-input',
  register: 'missing-input',
} as const
const waiting = subjectWith({ status: missing })
const done = subjectWith({ status: { landmarks: 'done', align: 'done', masks: 'done', register: 'done' } })

describe('a batch', () => {
  test('that would do nothing says why', () => {
    expect(batchObstacle([waiting], [], 'none')).toContain('Choose a step')
    expect(batchObstacle([], ['align'], 'none')).toContain('import captures')
    expect(batchObstacle([waiting, done], ['align', 'masks', 'register'], 'none')).toContain('No subject is ready')
    expect(batchObstacle([done], ['texture'], 'none')).toContain('textures')
    expect(batchObstacle([waiting], ['texture'], 'scan')).toContain('No subject is ready')
  })

  test('runs where one subject is ready for one of its steps, or has failed before', () => {
    const ready = subjectWith({ status: { ...missing, masks: 'ready' } })
    const failed = subjectWith({ status: { ...missing, align: 'failed' } })
    expect(batchObstacle([done, ready], ['align', 'masks'], 'none')).toBeNull()
    expect(batchObstacle([failed], ['align'], 'none')).toBeNull()
    expect(batchObstacle([failed], ['register'], 'none')).not.toBeNull()
    expect(batchObstacle([waiting, done], ['texture'], 'photos')).toBeNull()
  })
})

test.each([
  ['/data/remembered', '/home/ada/heads', '/data/remembered'],
  [undefined, '/home/ada/heads', '/home/ada'],
  [undefined, '/home/ada/heads/', '/home/ada'],
  [undefined, 'C:\\Users\\ada\\heads', 'C:\\Users\\ada'],
  [undefined, '/heads', '/heads'],
  [undefined, 'C:\\heads', 'C:\\heads'],
  [undefined, null, null],
])('choosing a folder begins beside the project where nothing is remembered: %s, %s', (remembered, project, start) => {
  expect(startFolder(remembered, project)).toBe(start)
})
