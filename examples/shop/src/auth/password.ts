import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { fail, ok } from './api.js'
import type { Result } from './api.js'

export interface PasswordCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

export const DEFAULT_COST: PasswordCost = { N: 32768, r: 8, p: 3 }

const MIN_LENGTH = 12
const MAX_LENGTH = 128
const SALT_BYTES = 16
const KEY_BYTES = 32
const MAX_MEMORY = 256 * 1024 * 1024

// Numbers start with 1 to 9 because Node takes a 0 for its own default. The last characters of salt and key
// are limited to those that base64url ends 16 and 32 bytes with, so that each value has one spelling only.
const STORED_FORM =
  /^scrypt\$([1-9]\d*)\$([1-9]\d*)\$([1-9]\d*)\$([\w-]{21}[AQgw])\$([\w-]{42}[AEIMQUYcgkosw048])$/

export function checkPassword(password: string): Result<string> {
  const normalised = normalise(password)
  const length = [...normalised].length
  if (length < MIN_LENGTH || length > MAX_LENGTH) {
    return fail('invalid_input', `The password must have ${MIN_LENGTH} to ${MAX_LENGTH} characters.`, {
      field: 'password',
    })
  }
  return ok(normalised)
}

export async function hashPassword(password: string, cost: PasswordCost = DEFAULT_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await deriveKey(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const match = STORED_FORM.exec(stored)
  if (match === null) return false
  const [, N, r, p, salt = '', key = ''] = match
  try {
    const cost = { N: Number(N), r: Number(r), p: Number(p) }
    const derived = await deriveKey(password, Buffer.from(salt, 'base64url'), cost)
    return timingSafeEqual(derived, Buffer.from(key, 'base64url'))
  } catch {
    return false
  }
}

function normalise(password: string): string {
  return password.normalize('NFKC')
}

function deriveKey(password: string, salt: Buffer, { N, r, p }: PasswordCost): Promise<Buffer> {
  return new Promise<Buffer>((resolve, reject) => {
    scrypt(normalise(password), salt, KEY_BYTES, { N, r, p, maxmem: MAX_MEMORY }, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
