// The words of the spec stage: what one Markdown file says, and what all of them say together.
import type { Digest } from '../digest/digest.ts'
import type { Place } from '../diagnostic/diagnostic.ts'

export type SpecKind = 'feature' | 'architecture'

declare const specIdBrand: unique symbol
/** The path below `specs/features` or `specs/architecture` without `.md`: `auth-flow`, `billing/invoices`. */
export type SpecId = string & { readonly [specIdBrand]: true }

declare const targetPathBrand: unique symbol
/** A file below the root, with `/`, checked by rule 3: never absolute, no `..`, outside `specs/`, `.spec/`, `.git/`. */
export type TargetPath = string & { readonly [targetPathBrand]: true }

/** One spec file as it was read. */
export interface SpecFile {
  /** Relative to the root, with `/`: `specs/features/auth-flow.md`. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** A `uses` entry: a whole spec, or one requirement of it. */
export interface Use {
  readonly id: SpecId
  readonly requirement: string | null
  readonly place: Place
}

/** A file that a spec owns, and where it says so. */
export interface OwnedTarget {
  readonly path: TargetPath
  readonly place: Place
}

/** What the front matter says, resolved by rule 3. All that the project needs to know of a spec without its body. */
export interface SpecHead {
  readonly kind: SpecKind
  readonly id: SpecId
  readonly path: string
  readonly title: string | null
  readonly status: 'draft' | 'active'
  /** The name of a model, or null for the project's. */
  readonly model: string | null
  readonly targets: readonly OwnedTarget[]
  readonly uses: readonly Use[]
  /** Globs from the root of files whose declarations go into the prompt. */
  readonly context: readonly string[]
  /** Globs from the root of acceptance tests that people own. */
  readonly tests: readonly string[]
  /** Digest of the file's bytes: equal means nothing in it changed. */
  readonly raw: Digest
}

/** An addressable part of a spec. */
export interface Requirement {
  /** `R1`, `REQ-LOGIN`, or the slug of the words (rule 8). */
  readonly id: string
  /** Written down in the spec, or made from the words. */
  readonly explicit: boolean
  /** Normative Markdown of the requirement alone, children included, in normal form. What the lock keeps. */
  readonly text: string
  /** Digest of the requirement's normal form, without its id: renaming a requirement changes nothing. */
  readonly digest: Digest
  /** Key of the section it stands in. */
  readonly section: string
  readonly place: Place
}

/** A heading and the normative prose below it down to the next heading, requirements left out. */
export interface Section {
  /**
   * Slugs of the headings down to it, joined with `/`: unique within the spec. `''` for the spec's title with what stands
   * below it and above it, so that a new title renames no other section.
   */
  readonly key: string
  readonly heading: string
  readonly level: number
  /** Digest of heading and own prose in normal form; requirements have their own. */
  readonly digest: Digest
  /** The own prose as Markdown (no heading, no requirements, no informative parts). */
  readonly text: string
  readonly place: Place
}

/** A piece of a spec's normative Markdown, as large as what a change is told by. */
export interface SpecPart {
  /** Ends with LF. The texts of all pieces, one after the other, are `Spec.normative`. */
  readonly text: string
  /** Key of the section whose heading or own words it holds; null where it holds requirements alone. */
  readonly section: string | null
  /** Positions in `Spec.requirements` of those in it: one, and those inside it. */
  readonly requirements: readonly number[]
}

/** One spec, parsed. */
export interface Spec {
  readonly head: SpecHead
  readonly sections: readonly Section[]
  readonly requirements: readonly Requirement[]
  /** The whole normative Markdown, informative parts and comments left out, as it goes into a prompt. Ends with LF. */
  readonly normative: string
  /** The same, in pieces. */
  readonly parts: readonly SpecPart[]
  /** Digest of the normative normal form of the body (front matter apart). */
  readonly digest: Digest
}

/** All specs, resolved. */
export interface Project {
  /** Features and architecture specs by id, in order of id. */
  readonly specs: ReadonlyMap<SpecId, SpecHead>
  /** Which spec owns a target. */
  readonly owners: ReadonlyMap<TargetPath, SpecId>
  /** Feature ids so that each comes after the features it uses; ties by id. */
  readonly order: readonly SpecId[]
}

/** What a lock remembers of a requirement, to pair new words with old ids (rule 8). */
export interface PreviousRequirement {
  readonly id: string
  readonly section: string
  readonly text: string
  readonly digest: Digest
}
