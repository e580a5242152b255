import { BrokenCircuitError } from 'cockatiel';
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { AppError, CommonErrors } from '../common/errors';
import type { ChatFailure } from './chat';

/** What went wrong, as our own words. */
export interface Trouble {
  readonly failure: ChatFailure;
  readonly detail: string;
  readonly retryAfterSeconds: number | null;
  /** The endpoint took this amount of nothing: worth another try at once. */
  readonly passing: boolean;
}

/** Longest wait an endpoint may ask of us; NVIDIA's have asked for hours. */
const MAX_WAIT_SECONDS = 6 * 3600;

function secondsOf(header: string | null | undefined): number | null {
  if (header === null || header === undefined || header.trim() === '') return null;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(wait) ? Math.min(MAX_WAIT_SECONDS, Math.max(1, Math.ceil(wait))) : null;
}

const trouble = (
  failure: ChatFailure,
  detail: string,
  passing = false,
  retryAfterSeconds: number | null = null,
): Trouble => ({
  failure,
  detail,
  passing,
  retryAfterSeconds,
});

/**
 * What an error of the client means. Bodies are not looked at: endpoints answer 429 with JSON, text, HTML or nothing.
 * Null for what is no doing of the endpoint (a bug of ours), which must be thrown on.
 */
export function troubleOf(error: unknown): Trouble | null {
  if (error instanceof BrokenCircuitError)
    return trouble('unavailable', 'the model endpoint failed repeatedly', false, 30);
  if (error instanceof AppError && error.code === CommonErrors.rateLimited.code) {
    return trouble('busy', 'our own limit of requests a minute', false, error.retryAfterSeconds ?? 60);
  }
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError) {
    return trouble('timeout', 'the model endpoint took too long');
  }
  if (error instanceof APIConnectionError)
    return trouble('unavailable', 'the model endpoint could not be reached', true);
  if (isApiError(error)) return ofStatus(error.status, retryAfterOf(error));
  // The client reads the body itself: one that is cut or no JSON comes as these, by name since they may be another realm's.
  if (['SyntaxError', 'TypeError'].includes(String((error as { name?: unknown } | null)?.name))) {
    return trouble('unavailable', 'the model endpoint sent an answer that could not be read', true);
  }
  return null;
}

const isApiError = (error: unknown): error is APIError => error instanceof APIError;

function retryAfterOf(error: APIError): string | null {
  const headers: unknown = error.headers;
  return headers instanceof Headers ? headers.get('retry-after') : null;
}

/** An answer of 200 whose body is an error, as gateways in front of several models send; null for any other. */
export function troubleIn(body: unknown): Trouble | null {
  const { error } = (body ?? {}) as { readonly error?: unknown };
  if (typeof error !== 'object' || error === null) return null;
  const { code, status } = error as { readonly code?: unknown; readonly status?: unknown };
  const told = [code, status].map(Number).find((number) => number >= 400 && number < 600);
  return told === undefined ? null : ofStatus(told, null);
}

function ofStatus(status: number | undefined, retryAfter: string | null | undefined): Trouble {
  const wait = secondsOf(retryAfter);
  if (status === 429) return trouble('busy', 'the model endpoint answered 429', false, wait ?? 60);
  if (status === undefined || status >= 500 || status === 408) {
    return trouble('unavailable', `the model endpoint answered ${status ?? 'nothing'}`, true, wait);
  }
  return trouble('rejected', `the model endpoint answered ${status}`);
}
