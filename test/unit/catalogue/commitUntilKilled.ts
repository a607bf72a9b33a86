import { openCatalogue } from '#main/catalogue/open.ts'

/** Run as a process of its own: commits subjects without end and says so after each commit. */
const [folder] = process.argv.slice(2)
const catalogue = await openCatalogue({ folder, holderName: 'the child', toolVersion: '0.0.0' })
for (let number = 0; ; number++) {
  catalogue.transaction(() => {
    const subjectId = catalogue.tables.subjects.insert(`subject ${number}`, null)
    catalogue.tables.subjectValues.replace(subjectId, { number: String(number) })
  })
  process.stdout.write(`${number}\n`)
}
