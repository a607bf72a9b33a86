import { proveMasks } from './proveMasks.ts'

proveMasks('001')
