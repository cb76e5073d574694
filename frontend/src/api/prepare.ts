import { useQuery } from "@tanstack/react-query";
import { meetingKey } from "./meetings";
import { command, read } from "./request";
import type { ItemKind, MeetingKind, MeetingRow, ParticipantRole } from "./snapshot";

/** The acts of preparing one meeting. Every one is a command; the answer of interest comes over the live line. */

export interface MeetingEdit {
  title: string;
  kind: MeetingKind;
  place: string;
  scheduled_start: string;
  scheduled_end: string;
  media_policy: MeetingRow["media_policy"];
  chair_person_id: string | null;
  secretary_person_id: string | null;
  central_site_id: string | null;
}

export interface ItemInput {
  title: string;
  kind: ItemKind;
  presenter: string;
  planned_minutes: number;
}

export interface NewParticipant {
  person_id: string;
  role: ParticipantRole;
  site_id: string | null;
  /** Left out: the server decides by role and kind of meeting. */
  votes?: boolean;
}

const at = (meeting: string, tail: string) => `/api/meetings/${meeting}/${tail}`;

export const editMeeting = (id: string, edit: Partial<MeetingEdit>) => command(at(id, "edit"), edit);
export const publishMeeting = (id: string) => command(at(id, "publish"));
export const submitMeeting = (id: string) => command(at(id, "submit"));
export const approveMeeting = (id: string) => command(at(id, "approve"));
export const returnMeeting = (id: string, reason: string) => command(at(id, "return"), { reason });
export const cancelMeeting = (id: string, reason: string) => command(at(id, "cancel"), { reason });

export const addItem = (id: string, item: ItemInput) => command(at(id, "items"), item);
export const editItem = (id: string, item: string, input: ItemInput) => command(at(id, `items/${item}/edit`), input);
export const removeItem = (id: string, item: string) => command(at(id, `items/${item}/remove`));
export const orderItems = (id: string, ids: string[]) => command(at(id, "items/order"), { ids });
export const removeDocument = (id: string, document: string) => command(at(id, `documents/${document}/remove`));

export const addParticipants = (id: string, people: NewParticipant[]) => command(at(id, "participants"), { people });
export const editParticipant = (id: string, participant: string, edit: Partial<Omit<NewParticipant, "person_id">>) =>
  command(at(id, `participants/${participant}/edit`), edit);
export const removeParticipant = (id: string, participant: string) => command(at(id, `participants/${participant}/remove`));

export const addSites = (id: string, siteIds: string[]) => command(at(id, "sites"), { site_ids: siteIds });
export const removeSite = (id: string, site: string) => command(at(id, `sites/${site}/remove`));
export const addUnits = (id: string, unitIds: string[]) => command(at(id, "units"), { unit_ids: unitIds });
export const removeUnit = (id: string, unit: string) => command(at(id, `units/${unit}/remove`));

export interface Readiness {
  ready: boolean;
  missing: MissingThing[];
}

/** One thing that is missing; publishing is refused while a blocking one lasts. */
export interface MissingThing {
  code: string;
  section: string;
  blocking: boolean;
  item_id: string | null;
  title: string;
  message: string;
  action: string;
}

/** What is still missing before the invitations may go out, asked again after every event of the meeting. */
export function useReadiness(id: string, seq: number, enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: [...meetingKey(id), "readiness", seq],
    queryFn: ({ signal }) => read<Readiness>(at(id, "readiness"), {}, signal),
    placeholderData: (previous) => previous,
  });
}

/** What the invitation says, as data; it is set on form 1.7 of decree 30/2020/ND-CP. */
export interface InvitationLetter {
  superior_agency: string;
  agency: string;
  code_notation: string;
  subject: string;
  people: { full_name: string; position: string; unit_name: string }[];
  units: string[];
  attend: string;
  chair: string;
  scheduled_start: string;
  scheduled_end: string;
  place: string;
  central_site: string;
  sites: string[];
  recipients: string[];
}

/** What the invitation says after the event `seq`. */
export function useInvitation(id: string, seq: number) {
  return useQuery({
    queryKey: [...meetingKey(id), "invitation", seq],
    queryFn: ({ signal }) => read<InvitationLetter>(at(id, "invitation"), {}, signal),
    placeholderData: (previous) => previous,
  });
}
