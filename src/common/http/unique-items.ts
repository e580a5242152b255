import { buildMessage, ValidateBy } from 'class-validator';

/**
 * The array holds `most` elements at the most, and none of them twice (`===`; objects are compared by identity). It stands in
 * place of class-validator's `ArrayUnique`, which looks for each element in all before it, also where `ArrayMaxSize` has
 * refused the array already: the 130,000 elements of a body of 1 MB would hold up the whole process for seconds. Here a
 * longer array is refused by its length alone, and within it each element is looked at once.
 */
export function UniqueItems(most: number): PropertyDecorator {
  return ValidateBy({
    name: 'uniqueItems',
    constraints: [most],
    validator: {
      validate: (value: unknown): boolean =>
        Array.isArray(value) && value.length <= most && new Set<unknown>(value).size === value.length,
      defaultMessage: buildMessage(
        (eachPrefix) => `${eachPrefix}$property must hold no more than $constraint1 elements, and none of them twice`,
      ),
    },
  });
}
