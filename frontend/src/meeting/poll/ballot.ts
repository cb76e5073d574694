import { randomKey } from "@/api/acts";

const memory = new Map<string, string>();

function storageKey(pollId: string, personId: string): string {
  return `ecabinet.ballot.${pollId}.${personId}`;
}

/**
 * The one ballot id of this person in this poll on this device. It survives a reload, so that a ballot whose
 * answer was lost may be sent again and is still counted once.
 */
export function ballotId(pollId: string, personId: string): string {
  const key = storageKey(pollId, personId);
  const known = sessionStorage.getItem(key) ?? memory.get(key);
  if (known) return known;
  const fresh = randomKey();
  memory.set(key, fresh);
  sessionStorage.setItem(key, fresh);
  return fresh;
}
