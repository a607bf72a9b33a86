/** Registrations get a verdict and all that was measured of them. */
export const registrationReports = `
CREATE TABLE registration_report (
  registration_id TEXT PRIMARY KEY REFERENCES registration (id),
  verdict TEXT NOT NULL CHECK (verdict IN ('green', 'amber', 'red')),
  certificate TEXT NOT NULL CHECK (json_valid(certificate)),
  measured TEXT NOT NULL CHECK (json_valid(measured))
) STRICT;

${['UPDATE', 'DELETE']
  .map(
    (
      change,
    ) => `CREATE TRIGGER registration_report_refuses_${change.toLowerCase()} BEFORE ${change} ON registration_report
BEGIN SELECT RAISE(ABORT, 'registration_report rows are only ever added'); END;`,
  )
  .join('\n')}
`
