/**
 * The fields of a class without the class: what a literal can be. For answers, whose DTO classes exist for the OpenAPI
 * document and are never constructed, and for rows handed to TypeORM.
 */
export type Fields<T> = { [K in keyof T]: T[K] };
