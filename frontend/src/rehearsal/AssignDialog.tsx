import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { setOverseer, useCandidates } from "@/api/rehearsal";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { SearchSelect } from "@/kit/SearchSelect";

interface AssignProps {
  meetingId: string;
  siteIds: string[];
  onDone: () => void;
  onClose: () => void;
}

/** Lets one person watch over the chosen sites, or nobody. */
export function AssignDialog({ meetingId, siteIds, onDone, onClose }: AssignProps) {
  const { t } = useTranslation();
  const [person, setPerson] = useState<string | null>(null);
  const assign = useAct((id: string | null) => setOverseer(meetingId, siteIds, id), { onDone });
  const useFound = (query: string) => {
    const { data, isFetching } = useCandidates(meetingId, query);
    const options = (data?.items ?? []).map((one) => ({ value: one.person_id, label: [one.full_name, one.position].filter(Boolean).join(" · ") }));
    return { options, busy: isFetching };
  };
  return (
    <Modal opened onClose={onClose} title={t("rehearsal:board.assign_title")}>
      <Stack>
        <SearchSelect size="md" label={t("rehearsal:board.assign_person")} value={person} onChange={setPerson} useFound={useFound} data-autofocus />
        <Group justify="flex-end">
          <Button loading={assign.isPending} onClick={() => assign.mutate(null)}>
            {t("rehearsal:board.assign_none")}
          </Button>
          <PrimaryButton disabled={person === null} loading={assign.isPending} onClick={() => assign.mutate(person)}>
            {t("rehearsal:board.assign_count", { count: siteIds.length })}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
