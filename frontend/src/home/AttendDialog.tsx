import { Button, Group, Modal, NativeSelect, Radio, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { snapshotQuery, type InvitationAnswer, type Manner, type MeetingSummary } from "@/api/meetings";
import { PrimaryButton } from "@/kit/Buttons";
import { siteOptions } from "@/prepare/people/choices";

const MANNERS: Manner[] = ["in_person", "site", "online"];

interface AttendDialogProps {
  meeting: MeetingSummary;
  pending: boolean;
  onAct: (answer: InvitationAnswer) => void;
  onClose: () => void;
}

function useSites(meeting: MeetingSummary, none: string) {
  const snapshot = useQuery(snapshotQuery(meeting.id));
  return siteOptions(snapshot.data?.parts.sites ?? {}, none);
}

/** Asks how one will attend: at the meeting's place, at one of its sites, or from an own device. */
export function AttendDialog({ meeting, pending, onAct, onClose }: AttendDialogProps) {
  const { t } = useTranslation();
  const [manner, setManner] = useState<Manner>(meeting.my_manner || "in_person");
  const [site, setSite] = useState("");
  const sites = useSites(meeting, t("home:rsvp.choose_site"));
  const offered = MANNERS.filter((value) => value !== "site" || meeting.sites > 0);
  return (
    <Modal opened onClose={onClose} title={t("home:rsvp.how")}>
      <Stack>
        <Radio.Group value={manner} onChange={(value) => setManner(value)} aria-label={t("home:rsvp.how")}>
          <Stack gap="sm">
            {offered.map((value) => (
              <Radio key={value} size="md" value={value} label={t(`home:rsvp.manner.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {manner === "site" && (
          <NativeSelect
            size="md"
            label={t("home:rsvp.site")}
            value={site}
            onChange={(event) => setSite(event.currentTarget.value)}
            data={sites}
          />
        )}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("act.cancel")}</Button>
          <PrimaryButton
            disabled={manner === "site" && !site}
            loading={pending}
            onClick={() => onAct({ answer: "accepted", manner, site_id: manner === "site" ? site : null })}
          >
            {t("home:rsvp.accept")}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
