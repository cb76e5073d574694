import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import { meetingKey } from "./meetings";

/** Templates of one's unit, copies of a meeting and series of meetings. */

export type Clone = Schemas["CloneIn"];
export type CopiedPart = NonNullable<Clone["parts"]>[number];
export type SeriesRule = Required<Schemas["RuleIn"]>;
export type SeriesEdit = Partial<Schemas["SeriesEdit"]>;

export const COPIED_PARTS: CopiedPart[] = ["agenda", "sites", "units", "people"];

const of = (meeting_id: string) => ({ path: { meeting_id } });

export const makeTemplate = (id: string, name: string, description: string) =>
  run("/api/meetings/{meeting_id}/template", { ...of(id), body: { name, description } });
export const editTemplate = (id: string, body: Required<Schemas["TemplateIn"]>, seen: Required<Schemas["TemplateIn"]>) =>
  run("/api/meeting-templates/{template_id}/edit", { path: { template_id: id }, body: { ...body, seen } });
export const retireTemplate = (id: string) => run("/api/meeting-templates/{template_id}/retire", { path: { template_id: id } });
export const restoreTemplate = (id: string) => run("/api/meeting-templates/{template_id}/restore", { path: { template_id: id } });

export const cloneMeeting = (id: string, body: Clone) => run("/api/meetings/{meeting_id}/clone", { ...of(id), body });

export const makeSeries = (id: string, rule: SeriesRule, parts: CopiedPart[]) =>
  run("/api/meetings/{meeting_id}/series", { ...of(id), body: { ...rule, parts } });
export const editSeries = (id: string, body: SeriesEdit) =>
  run("/api/meetings/{meeting_id}/series/edit", { ...of(id), body: body as Schemas["SeriesEdit"] });
export const copyPeopleToSeries = (id: string) => run("/api/meetings/{meeting_id}/series/people", of(id));
export const cancelSeries = (id: string, reason: string) =>
  run("/api/meetings/{meeting_id}/series/cancel", { ...of(id), body: { reason } });

/** When the meetings of a series would be held; not asked for a rule that is not whole. */
export function useSeriesDays(id: string, rule: SeriesRule, whole: boolean) {
  const asked = Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== null)) as unknown as SeriesRule;
  return useQuery({
    enabled: whole,
    queryKey: [...meetingKey(id), "series-days", rule],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/series/dates", { ...of(id), query: asked }, signal),
    placeholderData: (previous) => previous,
  });
}

/** The meetings of the series to which a meeting belongs. */
export function useSeries(id: string) {
  return useQuery({
    queryKey: [...meetingKey(id), "series"],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/series", of(id), signal),
  });
}
