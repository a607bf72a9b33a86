import { Callout, Spinner } from '@blueprintjs/core'
import { Camera, Cube, Locate, Media } from '@blueprintjs/icons'
import { useEffect } from 'react'
import { useServerData } from '../../app/state/serverData.ts'
import { WarningList } from '../controls/WarningList.tsx'

const titles = {
  capture: 'One capture',
  captures: 'A folder of captures',
  'h3ds-scene': 'An H3DS scene',
  nothing: 'Nothing to import here',
} as const

const counts = [
  { key: 'scans', icon: Cube, one: 'scan', many: 'scans' },
  { key: 'images', icon: Media, one: 'photo', many: 'photos' },
  { key: 'cameras', icon: Camera, one: 'camera file', many: 'camera files' },
  { key: 'landmarkFiles', icon: Locate, one: 'landmark file', many: 'landmark files' },
] as const

/** What an import of this folder would bring. */
export const CapturePreview = ({
  path,
  onPath,
}: {
  readonly path: string
  readonly onPath: (path: string) => void
}) => {
  useEffect(() => onPath(path), [path, onPath])
  const { data, error } = useServerData('captures.inspect', path ? { path } : null)
  if (error) return <Callout intent="danger">{error.message}</Callout>
  if (!data) return <Spinner size={24} />
  return (
    <div className="column" role="status" aria-label="What will be imported">
      <h3 className="preview-title">{titles[data.kind]}</h3>
      {data.kind === 'nothing' && (
        <p className="muted">
          A capture folder holds one or two scans (PLY, OBJ, STL, OFF, GLB or glTF), photos in <code>images</code>, and,
          where you have them, <code>cameras*.npz</code> and landmark files.
        </p>
      )}
      <ul className="plain-list">
        {data.subjects.map((subject) => (
          <li key={subject.path} className="preview-subject">
            <span className="strong one-line">{subject.name}</span>
            <span className="row row-wrap preview-counts">
              {counts.map(({ key, icon: Icon, one, many }) => (
                <span key={key} className={subject[key] > 0 ? 'row row-tight' : 'row row-tight quiet'}>
                  <Icon size={13} />
                  {subject[key]} {subject[key] === 1 ? one : many}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <WarningList warnings={data.warnings} />
    </div>
  )
}
