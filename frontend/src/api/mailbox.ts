import { useQuery } from "@tanstack/react-query";
import { get, type Schemas } from "./client";

export type LetterRow = Schemas["LetterRow"];
export type Attachment = Schemas["AttachmentRow"];
/** `html` is untrusted: show it in a sandboxed frame without scripts. */
export type Letter = Schemas["LetterOut"];

/** Letters of the mail folder, newest first. */
export function useLetters(query: string, page: number) {
  return useQuery({
    queryKey: ["mailbox", query, page],
    queryFn: ({ signal }) => get("/api/mailbox", { query: { query, page } }, signal),
    placeholderData: (previous) => previous,
  });
}

/** One letter, taken apart. */
export function useLetter(name: string) {
  return useQuery({
    queryKey: ["mailbox", "letter", name],
    queryFn: ({ signal }) => get("/api/mailbox/{name}", { path: { name } }, signal),
    staleTime: Infinity,
  });
}

/** Where a file of a letter is fetched. */
export function attachmentAddress(letter: string, number: number): string {
  return `/api/mailbox/${encodeURIComponent(letter)}/attachments/${number}`;
}
