import { fail, isRecord, ok } from '../auth/api.js'
import type { Result } from '../auth/api.js'

export const CURRENCIES = ['EUR', 'GBP', 'JPY', 'USD'] as const
export type Currency = (typeof CURRENCIES)[number]

export interface Money {
  readonly amount: number
  readonly currency: Currency
}

const MAX_AMOUNT = 99_999_999
const DECIMALS: Readonly<Record<Currency, number>> = { EUR: 2, GBP: 2, JPY: 0, USD: 2 }

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_AMOUNT
}

export function parseMoney(value: unknown): Result<Money> {
  if (isRecord(value)) {
    const { amount, currency } = value
    const known = CURRENCIES.find((code) => code === currency)
    if (isAmount(amount) && known !== undefined) return ok({ amount, currency: known })
  }
  return fail(
    'invalid_input',
    `Money needs a whole amount from 1 to ${MAX_AMOUNT} and a currency out of ${CURRENCIES.join(', ')}.`,
    { field: 'money' },
  )
}

export function formatMoney(money: Money): string {
  const decimals = DECIMALS[money.currency]
  return `${(money.amount / 10 ** decimals).toFixed(decimals)} ${money.currency}`
}
