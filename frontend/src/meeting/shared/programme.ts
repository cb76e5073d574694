import type { FloorRow, Layout, MeetingRow, ParticipantRow, Parts, ShareRow, SiteRow } from "@/live";
import { placeName } from "./place";
import type { Pin } from "./pins";
import { identityOf, turnOf } from "./selectors";
import { sequenceSite } from "./turning";

export interface Programme {
  mode: Layout["mode"] | "share";
  /** Whose picture is shown large (speaker, chair, sequence) or small (document, share); null: nobody's. */
  identity: string | null;
  place: string;
  person: string;
  position: string;
  /** True while this identity has the floor. */
  speaking: boolean;
  documentId: string | null;
  page: number;
  /** Where the small picture stands beside a document. */
  picture: "beside" | "corner";
  /** The central site's picture, shown small beside the speaker's. */
  central: string | null;
  /** Whose screen is shown large. */
  share: ShareRow | null;
  /** This screen shows what was pinned on it, whatever the programme is. */
  pinned: boolean;
}

type Face = Pick<Programme, "identity" | "place" | "person" | "position" | "speaking">;

const NOBODY: Face = { identity: null, place: "", person: "", position: "", speaking: false };

function faceOfSite(site: SiteRow | null | undefined): Face {
  return site ? { ...NOBODY, identity: site.media_identity, place: placeName(site.name) } : NOBODY;
}

function faceOfParticipant(parts: Parts, row: ParticipantRow | undefined): Face {
  if (!row) return NOBODY;
  const place = placeName(row.site_name || row.unit_name);
  return { identity: identityOf(parts, row), place, person: row.full_name, position: row.position, speaking: false };
}

function faceOfTurn(turn: FloorRow): Face {
  const { identity, full_name: person, position } = turn;
  return { identity, place: placeName(turn.site_name), person, position, speaking: true };
}

/** A site by itself, with the one who speaks through it. */
function faceOfSiteNow(parts: Parts, site: SiteRow | null | undefined): Face {
  const turn = turnOf(parts);
  return turn && site && turn.identity === site.media_identity ? faceOfTurn(turn) : faceOfSite(site);
}

function faceOfChair(parts: Parts, meeting: MeetingRow): Face {
  const chair = Object.values(parts.participants).find((row) => row.person_id === meeting.chair_person_id);
  const central = meeting.central_site_id ? parts.sites[meeting.central_site_id] : undefined;
  return chair ? faceOfParticipant(parts, chair) : faceOfSite(central);
}

function chosenFace(parts: Parts, meeting: MeetingRow): Face {
  const { site_id: siteId, participant_id: participantId } = meeting.layout;
  if (participantId) return faceOfParticipant(parts, parts.participants[participantId]);
  return faceOfSite(siteId ? parts.sites[siteId] : undefined);
}

function faceNow(parts: Parts, meeting: MeetingRow, step: number): Face {
  const turn = turnOf(parts);
  const chair = faceOfChair(parts, meeting);
  if (meeting.layout.mode === "chair") return { ...chair, speaking: turn?.identity === chair.identity };
  if (meeting.layout.mode === "sequence") return faceOfSiteNow(parts, sequenceSite(parts, meeting.layout, step));
  if (turn) return faceOfTurn(turn);
  const chosen = chosenFace(parts, meeting);
  return chosen.identity === null ? chair : chosen;
}

function centralOf(parts: Parts, meeting: MeetingRow, shown: string | null): string | null {
  const central = meeting.central_site_id ? parts.sites[meeting.central_site_id]?.media_identity : undefined;
  return meeting.layout.mode === "speaker_central" && central && central !== shown ? central : null;
}

/** The screen that is shared and shown to all now, if any. */
export function shareOf(parts: Parts): ShareRow | null {
  return parts.shares.it ?? null;
}

/** What every screen shows after `step` turns of the layout: the director's choice, filled with who has the floor. */
export function programmeOf(parts: Parts, meeting: MeetingRow, step = 0): Programme {
  const { mode, document_id: documentId, page, picture } = meeting.layout;
  const face = faceNow(parts, meeting, step);
  const share = shareOf(parts);
  return {
    mode: share?.shown ? "share" : mode,
    documentId,
    page: page ?? 1,
    picture: picture ?? "beside",
    central: centralOf(parts, meeting, face.identity),
    share,
    pinned: false,
    ...face,
  };
}

/** The programme as a screen shows it that has pinned something for itself; a site that is gone is not pinned. */
export function withPin(programme: Programme, parts: Parts, pin: Pin | null): Programme {
  if (pin?.kind === "site" && parts.sites[pin.siteId]) {
    const face = faceOfSiteNow(parts, parts.sites[pin.siteId]);
    return { ...programme, ...face, mode: "speaker", central: null, pinned: true };
  }
  if (pin?.kind === "document" && parts.documents[pin.documentId]) {
    const presented = programme.mode === "document" && programme.documentId === pin.documentId;
    const page = presented ? programme.page : pin.page;
    return { ...programme, mode: "document", documentId: pin.documentId, page, pinned: true };
  }
  return programme;
}
