// A parsed lock in, whether it certainly has the shape of one out. Says nothing of what is wrong: `decode.ts` does, which
// takes four times as long. Every command reads every lock, and next to all of them are sound.
import { isDigest } from '../digest/digest.ts'
import { isObject } from '../digest/shape.ts'
import { endMark, readName } from './written.ts'

type Check = (value: unknown) => boolean

/** A path below the root that climbs nowhere: locks come from strangers, and their paths are read and written. */
export function isRelativePath(value: unknown): boolean {
  return typeof value === 'string' && /^(?!\/|[A-Za-z]:)(?!(?:.*\/)?\.\.?(?:\/|$))[^\\\0]+$/.test(value)
}

/** True only for what fits the shape in `decode.ts`. */
export function isSurelyLock(value: unknown): boolean {
  if (!isObject(value) || value['lockVersion'] !== 1 || value['digestVersion'] !== 1) return false
  const { question } = value
  return (
    isHead(value['spec']) &&
    isObject(question) &&
    areBlocks(question['sections'], isSection) &&
    areBlocks(question['requirements'], isRequirement) &&
    areBlocks(question['specs'], isUsedSpec) &&
    areBlocks(question['declarations'], areDigests) &&
    areBlocks(question['tests'], isTest) &&
    areBlocks(value['specUses'], areTexts) &&
    areBlocks(value['inputs'], isInput) &&
    areBlocks(value['trace'], areTexts) &&
    areBlocks(value['targets'], isTarget) &&
    areNames(value['inputs']) &&
    areNames(value['targets'])
  )
}

const isText: Check = (value) => typeof value === 'string'
const isTextOrNull: Check = (value) => value === null || typeof value === 'string'
export const areTexts: Check = (value) => Array.isArray(value) && value.every(isText)
export const areDigests: Check = (value) => isObject(value) && Object.values(value).every(isDigest)

export const isHead: Check = (value) =>
  isObject(value) &&
  isText(value['id']) &&
  isRelativePath(value['path']) &&
  isTextOrNull(value['title']) &&
  (value['status'] === 'draft' || value['status'] === 'active') &&
  isTextOrNull(value['model']) &&
  areTexts(value['uses']) &&
  areTexts(value['context']) &&
  areTexts(value['tests'])

export const isSection: Check = (value) =>
  isObject(value) && isText(value['heading']) && isDigest(value['digest'])
const isRequirement: Check = (value) =>
  isObject(value) && isText(value['section']) && isDigest(value['digest']) && isText(value['text'])
export const isUsedSpec: Check = (value) =>
  isObject(value) && isRelativePath(value['path']) && areDigests(value['parts'])
export const isTest: Check = (value) => isObject(value) && isDigest(value['digest'])
export const isInput: Check = (value) => isObject(value) && isDigest(value['raw'])
const areBytes: Check = (value) =>
  isObject(value) && isDigest(value['digest']) && isDigest(value['blob']) && isText(value['git'])

const isTarget: Check = (value) =>
  isObject(value) &&
  (value['generated'] === null || areBytes(value['generated'])) &&
  areBytes(value['written']) &&
  isDigest(value['form']) &&
  areDigests(value['declarations']) &&
  (value['vouch'] === null || isDigest(value['vouch'])) &&
  isDigest(value['record']) &&
  (value['accepted'] === null || isAcceptance(value['accepted']))

const isAcceptance: Check = (value) =>
  isObject(value) && isText(value['because']) && isDigest(value['record'])

/** Entries; only the end mark may be null. */
export function areBlocks(value: unknown, check: Check): boolean {
  if (!isObject(value)) return false
  for (const name of Object.keys(value)) {
    const entry = value[name]
    if (entry === null ? name !== endMark : !check(entry)) return false
  }
  return true
}

export function areNames(value: unknown): boolean {
  return isObject(value) && Object.keys(value).every((name) => readName(name) === '' || isRelativePath(name))
}
