import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { get } from "@/api/client";

/** On how many devices a document is kept for times without a network; nothing when on none. */
export function OfflineCopies({ meeting, document }: { meeting: string; document: string }) {
  const { t } = useTranslation("offline");
  const { data } = useQuery({
    queryKey: ["meeting", meeting, "offline-copies"],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/offline-copies", { path: { meeting_id: meeting } }, signal),
  });
  const row = data?.items.find(({ document_id }) => document_id === document);
  if (!row) return null;
  return (
    <Text c="dimmed" data-testid="offline-copies">
      {t(row.outdated > 0 ? "copies_outdated" : "copies", { devices: row.devices, people: row.people, outdated: row.outdated })}
    </Text>
  );
}
