import { Button, type ButtonProps, Callout } from '@blueprintjs/core'
import { Endorsed } from '@blueprintjs/icons'
import { useState } from 'react'
import type { Output } from '#core/contract/contract.ts'
import { attempt } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'

type Verification = Output<'exports.verify'>

const VerificationResult = ({ result }: { readonly result: Verification }) => (
  <Callout
    intent={result.ok ? 'success' : 'danger'}
    title={result.ok ? 'Verified' : 'The export is not as it was written'}
    role="status"
    aria-label="Verification result"
  >
    {result.ok
      ? `All ${result.files} files are there, unchanged, and follow the ${result.layout?.toUpperCase() ?? 'layout'} rules.`
      : `${result.findings.filter(({ severity }) => severity === 'error').length} problems in ${result.files} files.`}
    {result.findings.length > 0 && (
      <ul className="plain-list verify-findings scroll">
        {result.findings.map(({ message, path, severity }) => (
          <li key={`${path} ${message}`} className={severity === 'error' ? 'state-failed' : undefined}>
            {message}
          </li>
        ))}
      </ul>
    )}
  </Callout>
)

/** Compares an export with its manifest and the rules of its layout, and says what it found. */
export const VerifyButton = ({ path, ...look }: { readonly path: string } & Pick<ButtonProps, 'size' | 'intent'>) => {
  const [result, setResult] = useState<Verification | null>(null)
  const [isBusy, setBusy] = useState(false)
  const verify = async (): Promise<void> => {
    setBusy(true)
    await attempt(async () => setResult(await client.run('exports.verify', { path })))
    setBusy(false)
  }
  return (
    <div className="column">
      <Button {...look} icon={<Endorsed />} text="Verify" loading={isBusy} onClick={() => void verify()} />
      {result && <VerificationResult result={result} />}
    </div>
  )
}
