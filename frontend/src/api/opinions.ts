import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { get, run, type Schemas } from "./client";
import type { Period } from "./statistics";

export type Opinion = Schemas["CirculationRow"];
export type OpinionLine = Schemas["CirculationLine"];
export type OpinionMember = Schemas["OpinionMemberRow"];
export type OpinionAnswer = Schemas["OpinionAnswer"];
export type OpinionPaper = Schemas["OpinionPaperRow"];
export type OpinionResult = Schemas["OpinionResult"];
export type OpinionTally = Schemas["OpinionTally"];
export type OpinionSnapshot = Schemas["CirculationSnapshot"];
export type OpinionReport = Schemas["OpinionReportRow"];
export type OpinionInput = Schemas["CirculationIn"];
export type OpinionStatus = Opinion["status"];
export type Choice = OpinionAnswer["choice"];
export type OpinionScope = "all" | "waiting" | "answered" | "to_approve";

export const CHOICES = ["agree", "disagree", "other", "option"] as const satisfies readonly Choice[];

export const OPINIONS_KEY = ["opinions"];
const EVERY_MS = 30_000;

interface Listed {
  scope: OpinionScope;
  status?: OpinionStatus | undefined;
  query?: string;
  page?: number;
}

/** Circulations that one may see, or that wait for oneself; asked again while they are shown. */
export function useOpinions({ scope, status, query = "", page = 1 }: Listed, enabled = true) {
  return useQuery({
    enabled,
    queryKey: [...OPINIONS_KEY, "list", scope, status, query, page],
    queryFn: ({ signal }) => get("/api/circulations", { query: { scope, page, query, ...(status ? { status } : {}) } }, signal),
    placeholderData: (previous) => previous,
    refetchInterval: EVERY_MS,
  });
}

const keyOf = (id: string) => [...OPINIONS_KEY, id];
const of = (circulation_id: string) => ({ path: { circulation_id } });

/** One circulation as one sees it. */
export function useOpinion(id: string) {
  return useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => get("/api/circulations/{circulation_id}/snapshot", of(id), signal),
  });
}

const AGAIN_MS = 5_000;
const SOON_MS = 150;

/** Reads the circulation anew whenever something happens in it, and after the line was lost. */
export function useOpinionNews(id: string): void {
  const client = useQueryClient();
  useEffect(() => {
    let socket: WebSocket | null = null;
    let timer = 0;
    const refresh = () => void client.invalidateQueries({ queryKey: OPINIONS_KEY });
    const later = (act: () => void, ms: number) => {
      window.clearTimeout(timer);
      timer = window.setTimeout(act, ms);
    };
    const open = () => {
      const known = client.getQueryData<OpinionSnapshot>(keyOf(id));
      const address = new URL(`/api/circulations/${id}/live?after=${known?.seq ?? 0}`, window.location.href);
      address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
      socket = new WebSocket(address);
      socket.onmessage = ({ data }) => {
        const told = JSON.parse(String(data)) as { seq?: number };
        if (told.seq === undefined) return;
        socket?.send(JSON.stringify({ seen: told.seq }));
        later(refresh, SOON_MS);
      };
      socket.onclose = () => later(again, AGAIN_MS);
    };
    const again = () => {
      refresh();
      open();
    };
    open();
    return () => {
      window.clearTimeout(timer);
      if (socket) socket.onclose = null;
      socket?.close();
    };
  }, [client, id]);
}

/** What happened, as far as one may see it. */
export function useOpinionEvents(id: string, seq: number) {
  return useQuery({
    queryKey: [...keyOf(id), "events", seq],
    queryFn: ({ signal }) => get("/api/circulations/{circulation_id}/events", of(id), signal),
    placeholderData: (previous) => previous,
  });
}

export const createOpinion = (body: OpinionInput) => run("/api/circulations", { body });
export const editOpinion = (id: string, body: OpinionInput) => run("/api/circulations/{circulation_id}/edit", { ...of(id), body });
export const deleteOpinion = (id: string) => run("/api/circulations/{circulation_id}/delete", of(id));
export const submitOpinion = (id: string) => run("/api/circulations/{circulation_id}/submit", of(id));
export const approveOpinion = (id: string) => run("/api/circulations/{circulation_id}/approve", of(id));
export const returnOpinion = (id: string, reason: string) => run("/api/circulations/{circulation_id}/return", { ...of(id), body: { reason } });
export const sendOpinion = (id: string) => run("/api/circulations/{circulation_id}/send", of(id));
export const remindOpinion = (id: string) => run("/api/circulations/{circulation_id}/remind", of(id));
export const closeOpinion = (id: string) => run("/api/circulations/{circulation_id}/close", of(id));
export const recallOpinion = (id: string, reason: string) => run("/api/circulations/{circulation_id}/recall", { ...of(id), body: { reason } });
export const extendOpinion = (id: string, due_at: string, reason: string) =>
  run("/api/circulations/{circulation_id}/extend", { ...of(id), body: { due_at, reason } });
export const answerOpinion = (id: string, answers: OpinionAnswer[]) => run("/api/circulations/{circulation_id}/answer", { ...of(id), body: { answers } });
export const draftOpinion = (id: string, answers: OpinionAnswer[], member_id: string) =>
  run("/api/circulations/{circulation_id}/draft", { ...of(id), body: { answers, member_id } });

const paperOf = (circulation_id: string, paper_id: string) => ({ path: { circulation_id, paper_id } });
export const removeOpinionPaper = (id: string, paper: string) => run("/api/circulations/{circulation_id}/papers/{paper_id}/remove", paperOf(id, paper));
export const declareOpinionPaper = (id: string, paper: string) => run("/api/circulations/{circulation_id}/papers/{paper_id}/declare", paperOf(id, paper));
export const layOwnPaperInOpinion = (id: string, paper_id: string) =>
  run("/api/circulations/{circulation_id}/papers/from-library", { ...of(id), body: { paper_id, declared_not_secret: true } });

/** Where the papers of a circulation lie. */
export const opinionPapers = (id: string) => `/api/circulations/${id}/papers`;
export const sheetAddress = (id: string, member: string) => `/api/circulations/${id}/members/${member}/sheet.pdf`;
export const summaryAddress = (id: string) => `/api/circulations/${id}/summary.pdf`;
export const answersAddress = (id: string, form: "csv" | "xlsx") => `/api/circulations/${id}/export?form=${form}`;

const chosen = (period: Period) => Object.fromEntries(Object.entries(period).filter(([, value]) => value)) as Partial<Period>;

/** Circulations of a period with their figures. */
export const useOpinionFigures = (period: Period, page: number) =>
  useQuery({
    queryKey: ["statistics", "opinions", period, page],
    queryFn: ({ signal }) => get("/api/statistics/opinions", { query: { ...chosen(period), page } }, signal),
    placeholderData: (previous) => previous,
  });

/** How each person answered the circulations of a period. */
export const usePersonOpinions = (period: Period, page: number) =>
  useQuery({
    queryKey: ["statistics", "opinions", "people", period, page],
    queryFn: ({ signal }) => get("/api/statistics/opinions/people", { query: { ...chosen(period), page } }, signal),
    placeholderData: (previous) => previous,
  });

/** Where the figures of all people are read as a table. */
export const personOpinionsAddress = (period: Period, form: "csv" | "xlsx") =>
  `/api/statistics/opinions/export?${new URLSearchParams({ ...chosen(period), form }).toString()}`;
