import { Button, Group, Modal, NativeSelect, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "@tanstack/react-query";
import { snapshotQuery, type InvitationAnswer, type Manner, type MeetingSummary } from "@/api/meetings";
import { PrimaryButton } from "@/kit/Buttons";

const MANNERS: Manner[] = ["in_person", "site", "online"];

interface Place {
  site_id: string;
  name: string;
}

interface AttendDialogProps {
  title?: string;
  /** What was answered before; empty: nothing. */
  manner: Manner | "";
  /** The invited sites. */
  places: readonly Place[];
  pending: boolean;
  onAct: (answer: InvitationAnswer) => void;
  onClose: () => void;
}

/** Asks how one will attend: at the meeting's place, at one of its sites, or from an own device. */
export function AttendDialog({ title, manner: before, places, pending, onAct, onClose }: AttendDialogProps) {
  const { t } = useTranslation();
  const [manner, setManner] = useState<Manner>(before || "in_person");
  const [site, setSite] = useState("");
  const sites = [{ value: "", label: t("home:rsvp.choose_site") }, ...places.map(({ site_id, name }) => ({ value: site_id, label: name }))];
  const offered = MANNERS.filter((value) => value !== "site" || places.length > 0);
  return (
    <Modal opened onClose={onClose} title={title ?? t("home:rsvp.how")}>
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

/** The same for one's own invitation, whose meeting one may read. */
export function AttendOwn({ meeting, ...rest }: { meeting: MeetingSummary } & Pick<AttendDialogProps, "pending" | "onAct" | "onClose">) {
  const snapshot = useQuery(snapshotQuery(meeting.id));
  const places = Object.values(snapshot.data?.parts.sites ?? {}).sort((a, b) => a.name.localeCompare(b.name, "vi"));
  return <AttendDialog {...rest} manner={meeting.my_manner ?? ""} places={places} />;
}
