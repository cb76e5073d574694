import { Button, Group, Modal, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import type { QueryKey } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meetingKey, proposeSubstitute, useCandidates, type Candidate, type MeetingSummary } from "@/api/meetings";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable } from "@/kit/States";

const SHOWN = 6;

interface PickOneProps {
  meetingId: string;
  participantId: string;
  chosen: Candidate | null;
  onChoose: (person: Candidate) => void;
}

function PickOne({ meetingId, participantId, chosen, onChoose }: PickOneProps) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const people = useCandidates(meetingId, participantId, query);
  return (
    <>
      <SearchInput label={t("home:rsvp.who")} onSearch={setQuery} data-autofocus />
      <Loadable query={people}>
        {(list) => (
          <Stack gap="sm">
            {list.items.slice(0, SHOWN).map((person) => (
              <Radio
                key={person.id}
                size="md"
                checked={chosen?.id === person.id}
                onChange={() => onChoose(person)}
                label={person.full_name}
                description={[person.position, person.unit_name].filter(Boolean).join(" · ")}
              />
            ))}
            {list.items.length === 0 && <EmptyState title={t("state.nothing_found")} />}
          </Stack>
        )}
      </Loadable>
    </>
  );
}

interface SubstituteDialogProps {
  meeting: Pick<MeetingSummary, "id">;
  participantId: string;
  /** Further lists that look different afterwards. */
  refresh?: QueryKey[];
  onClose: () => void;
}

/** Names who goes in one's place, in which position and why; the chair or the secretary decides. */
export function SubstituteDialog({ meeting, participantId, refresh = [], onClose }: SubstituteDialogProps) {
  const { t } = useTranslation();
  const [person, setPerson] = useState<Candidate | null>(null);
  const [position, setPosition] = useState("");
  const [reason, setReason] = useState("");
  const propose = useAct(
    (chosen: Candidate) => proposeSubstitute(meeting.id, participantId, { person_id: chosen.id, position: position.trim(), reason: reason.trim() }),
    { refresh: [["meetings"], meetingKey(meeting.id), ...refresh], onDone: onClose },
  );
  const choose = (chosen: Candidate) => {
    setPerson(chosen);
    setPosition(chosen.position);
  };
  return (
    <Modal opened onClose={onClose} title={t("home:rsvp.substitute")} size="lg">
      <Stack>
        <PickOne meetingId={meeting.id} participantId={participantId} chosen={person} onChoose={choose} />
        <TextInput size="md" maxLength={160} label={t("home:rsvp.position")} value={position} onChange={(event) => setPosition(event.currentTarget.value)} />
        <Textarea size="md" autosize minRows={2} maxLength={200} label={t("reason.required")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("act.cancel")}</Button>
          <PrimaryButton disabled={!person || !reason.trim()} loading={propose.isPending} onClick={() => person && propose.mutate(person)}>
            {t("home:rsvp.substitute")}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
