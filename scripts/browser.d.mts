// What tests import of browser.mjs.
export declare const browserNames: readonly string[]
