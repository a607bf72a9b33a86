import { useState } from 'react'
import { toErrorRecord } from '#core/model/errors.ts'

/** A form that is sent: whether it is under way, and why it was refused. */
export const useSubmission = () => {
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (send: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      await send()
    } catch (error) {
      setFailure(toErrorRecord(error).message)
    } finally {
      setBusy(false)
    }
  }
  return { failure, isBusy, submit }
}
