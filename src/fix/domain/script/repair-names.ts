/**
 * Errors for which the compiler's own repair is the one right answer, and what TypeScript calls that repair. Errors that
 * other fixers mend (names a slip off, what is unused, type-only imports, `override`, endings) are not here; repairs that
 * guess or only silence (bodies that throw, inferred parameters, `any`, `!`) must never be.
 */
const REPAIRS: readonly (readonly [name: string, codes: readonly number[]])[] = [
  ['import', [2304, 2503, 1361, 1362, 2686]],
  ['fixImportNonExportedMember', [2459]],
  ['fixConvertConstToLet', [2588]],
  ['fixAwaitInSyncFunction', [1308, 1103]],
  ['fixReturnTypeInAsyncFunction', [1064]],
  ['fixUnreachableCode', [7027]],
  ['fixUnusedLabel', [7028]],
  ['fixOverrideModifier', [4112]],
  ['extendsInterfaceBecomesImplements', [2689]],
  ['classSuperMustPrecedeThisAccess', [17009]],
  ['constructorForDerivedNeedSuperCall', [2377]],
  ['fixNaNEquality', [2845]],
  ['fixPropertyAssignment', [1312]],
  ['fixAddModuleReferTypeMissingTypeof', [1340]],
  ['addEmptyExportDeclaration', [1375, 1378]],
  ['fixNoPropertyAccessFromIndexSignature', [4111]],
  ['fixMissingCallParentheses', [2774]],
  ['fixRemoveAccidentalCallParentheses', [6234]],
  ['removeAccidentalCallParentheses', [6234]],
  ['splitTypeOnlyImport', [1363]],
  ['fixExpectedComma', [1005]],
  ['correctQualifiedNameToIndexedAccessType', [2713]],
  ['fixConvertToMappedObjectType', [1337]],
  ['addMissingNewOperator', [2348]],
  ['addMissingInvocationForDecorator', [1329]],
  ['addNameToNamelessParameter', [7051]],
  ['addVoidToPromise', [2794]],
  ['wrapJsxInFragment', [2657]],
  ['returnValueCorrect', [2355]],
  ['fixMissingTypeAnnotationOnExports', [9005, 9006, 9007, 9008, 9010, 9011, 9012]],
];

/** The repairs taken for an error. */
export const NAMES: ReadonlyMap<number, ReadonlySet<string>> = REPAIRS.reduce((map, [name, codes]) => {
  for (const code of codes) map.set(code, (map.get(code) ?? new Set<string>()).add(name));
  return map;
}, new Map<number, Set<string>>());

/** All errors that may be repaired. */
export const CODES: ReadonlySet<number> = new Set(NAMES.keys());
