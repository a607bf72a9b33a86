import type Database from 'better-sqlite3'
import type { RegistrationCertificate, RegistrationReport } from '#core/model/registration.ts'

export interface RegistrationReportRow {
  readonly certificate: RegistrationCertificate
  readonly measured: RegistrationReport
}

interface Stored {
  readonly certificate: string
  readonly measured: string
}

/** Only ever added, with their registration. */
export const registrationReportTable = (db: Database.Database) => {
  const insert = db.prepare<[Stored & { registrationId: string; verdict: string }]>(
    `INSERT INTO registration_report (registration_id, verdict, certificate, measured)
     VALUES (@registrationId, @verdict, @certificate, @measured)`,
  )
  const select = db.prepare<[string], Stored>(
    'SELECT certificate, measured FROM registration_report WHERE registration_id = ?',
  )
  return {
    insert: (registrationId: string, { certificate, measured }: RegistrationReportRow): void => {
      insert.run({
        registrationId,
        verdict: certificate.verdict,
        certificate: JSON.stringify(certificate),
        measured: JSON.stringify(measured),
      })
    },
    /** Undefined for registrations made before there were reports. */
    get: (registrationId: string): RegistrationReportRow | undefined => {
      const row = select.get(registrationId)
      return (
        row && {
          certificate: JSON.parse(row.certificate) as RegistrationCertificate,
          measured: JSON.parse(row.measured) as RegistrationReport,
        }
      )
    },
  }
}
