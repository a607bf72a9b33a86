import type { RegistrationCertificate } from '#core/model/registration.ts'

/** A verdict that nobody overlooks, with what speaks against the result and what to do about it. */
export const certificateText = ({ verdict, reasons }: RegistrationCertificate): string => {
  const head = {
    green: 'GREEN',
    amber: 'AMBER: look at the result',
    red: 'RED: DO NOT USE THIS REGISTRATION UNSEEN',
  }[verdict]
  const lines = reasons.flatMap(({ message, advice }) => [`  ${message}`, ...(advice ? [`    → ${advice}`] : [])])
  return [`Certificate: ${head}`, ...lines].join('\n')
}
