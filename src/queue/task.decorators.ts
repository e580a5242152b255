import type { FactDefinition, TaskContext, TaskDefinition, Told } from './task';

type Method<P> = (payload: P, context: TaskContext) => Promise<unknown>;
type MethodForMany<P> = (told: readonly Told<P>[], context: TaskContext) => Promise<unknown>;
type DeathMethod<P> = (payload: P, error: unknown) => Promise<void>;
/** The method's own type: it may take fewer parameters and say more of its result. */
type Descriptor<M> = TypedPropertyDescriptor<M>;

/** What the decorators leave on a handler class for start-up to collect. */
export type HandlerMark =
  | { readonly type: 'task'; readonly method: string; readonly definition: TaskDefinition }
  | { readonly type: 'death'; readonly method: string; readonly definition: TaskDefinition }
  | {
      readonly type: 'fact';
      readonly method: string;
      readonly definition: FactDefinition;
      readonly subscriber: string;
      /** The method takes a list. */
      readonly many: boolean;
    };

const MARKS = Symbol('devflowfix:handlers');

function mark(target: object, entry: HandlerMark): void {
  const marks = (Reflect.getOwnMetadata(MARKS, target) ?? []) as HandlerMark[];
  Reflect.defineMetadata(MARKS, [...marks, entry], target);
}

/** The handlers a class declares. */
export function handlerMarks(prototype: object): readonly HandlerMark[] {
  return (Reflect.getOwnMetadata(MARKS, prototype) ?? []) as HandlerMark[];
}

/** Makes a method the one handler of a task. */
export function HandleTask<P>(definition: TaskDefinition<P>) {
  return <M extends Method<P>>(target: object, method: string, descriptor: Descriptor<M>): Descriptor<M> => {
    mark(target, { type: 'task', method, definition: definition });
    return descriptor;
  };
}

/** Makes a method be told when a task of this kind died, so that its feature can show it. */
export function OnTaskDeath<P>(definition: TaskDefinition<P>) {
  return <M extends DeathMethod<P>>(target: object, method: string, descriptor: Descriptor<M>): Descriptor<M> => {
    mark(target, { type: 'death', method, definition: definition });
    return descriptor;
  };
}

/** Subscribes a method to a fact; `subscriber` is the feature's name, unique per fact. */
export function OnFact<P>(definition: FactDefinition<P>, subscriber: string) {
  return <M extends Method<P>>(target: object, method: string, descriptor: Descriptor<M>): Descriptor<M> => {
    mark(target, { type: 'fact', method, definition: definition, subscriber, many: false });
    return descriptor;
  };
}

/**
 * Subscribes a method that takes facts told together in one go, which costs the database a fraction. It must do all or
 * nothing: when it throws, each fact is brought again alone, so that one poisoned fact costs the others nothing.
 */
export function OnFacts<P>(definition: FactDefinition<P>, subscriber: string) {
  return <M extends MethodForMany<P>>(target: object, method: string, descriptor: Descriptor<M>): Descriptor<M> => {
    mark(target, { type: 'fact', method, definition: definition, subscriber, many: true });
    return descriptor;
  };
}
