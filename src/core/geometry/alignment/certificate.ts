import type { AlignCertificate } from '../../model/alignment.ts'

/** The certificate of an alignment that nothing was tested on. */
export const untestedCertificate: AlignCertificate = {
  verdict: 'amber',
  reasons: [
    {
      code: 'align/not-tested',
      message: 'The alignment was not tested by restarts; look at the residuals before using it.',
      verdict: 'amber',
    },
  ],
  restarts: [],
}
