// An OTLP request as plain objects, as both of its forms are read: members under their JSON names, only those that were sent.
import { TracelakeError } from '@tracelake/schema';
import { LateMessages } from './late-messages.ts';

/** In protobuf a whole number is a number or bigint; JSON may also write it into a text. `null` is as if it had not been sent. */
export type TreeValue =
  | string
  | number
  | bigint
  | boolean
  | TreeMessage
  | LateMessages
  | readonly TreeValue[]
  | null
  | undefined;
export interface TreeMessage {
  readonly [member: string]: TreeValue;
}

/** A body that is no request. Where in it is not said: whoever reads rows has nobody to tell. */
export function malformed(problem: string): never {
  throw new TracelakeError('malformed_body', problem);
}

export function messageOf(value: TreeValue): TreeMessage {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as TreeMessage;
  return malformed('something is no object');
}

export function optionalMessage(value: TreeValue): TreeMessage {
  return messageOf(value ?? {});
}

export function listOf(value: TreeValue): readonly TreeValue[] {
  const list = value ?? [];
  return Array.isArray(list) ? list : malformed('something is no array');
}

export function isEmpty(value: TreeValue): boolean {
  return !(value instanceof LateMessages) && listOf(value).length === 0;
}

export function messagesOf(value: TreeValue): Iterable<TreeMessage> {
  return value instanceof LateMessages ? value : listOf(value).map(messageOf);
}

export function textOf(value: TreeValue): string {
  const text = value ?? '';
  return typeof text === 'string' ? text : malformed('something is no text');
}

/** Whole bytes, in either case. */
export function isHex(text: string): boolean {
  return HEX.test(text);
}

const HEX = /^([\da-f]{2})*$/i;
