import { useQuery } from "@tanstack/react-query";
import { get, type Schemas } from "./client";

export type MediaState = Schemas["MediaState"];
export type MediaLoad = Schemas["MediaLoad"];
export type MediaRoom = Schemas["MediaRoom"];
export type MediaLine = Schemas["MediaLine"];

const ASK_EVERY_MS = 3000;
const options = { refetchInterval: ASK_EVERY_MS, retry: false, placeholderData: <T>(previous: T) => previous };

/** The media server's load and rooms, asked anew every three seconds while they are shown. */
export const useMediaState = (page: number) =>
  useQuery({
    queryKey: ["media", "state", page],
    queryFn: ({ signal }) => get("/api/media/state", { query: { page } }, signal),
    ...options,
  });

/** Everybody in a media room and how their lines are. */
export const useMediaLines = (name: string, page: number) =>
  useQuery({
    queryKey: ["media", "lines", name, page],
    queryFn: ({ signal }) => get("/api/media/rooms/{name}/participants", { path: { name }, query: { page } }, signal),
    ...options,
  });
