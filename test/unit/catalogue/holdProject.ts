import { openCatalogue } from '#main/catalogue/open.ts'

/** Run as a process of its own: holds a project until it is ended. */
const [folder] = process.argv.slice(2)
await openCatalogue({ folder, holderName: 'Grace', toolVersion: '0.0.0' })
process.stdout.write('open\n')
setInterval(() => {}, 1000)
