import { Button, Card, CopyButton, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FEEDS_KEY, closeFeed, openFeed, useFeeds, type FeedScope, type OpenedFeed } from "@/api/calendar";
import { useMay } from "@/api/session";
import { useAct } from "@/api/useAct";
import { confirmAct } from "@/kit/confirm";
import { moment } from "@/kit/dates";

function Address({ feed }: { feed: OpenedFeed }) {
  const { t } = useTranslation();
  const address = `${window.location.origin}${feed.path}`;
  return (
    <Group align="flex-end">
      <TextInput readOnly label={t("home:calendar.address")} description={t("home:calendar.once")} value={address} style={{ flex: 1 }} />
      <CopyButton value={address}>
        {({ copied, copy }) => <Button onClick={copy}>{t(copied ? "home:calendar.copied" : "home:calendar.copy")}</Button>}
      </CopyButton>
    </Group>
  );
}

function Feed({ scope, since }: { scope: FeedScope; since: string | undefined }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<OpenedFeed | null>(null);
  const open = useAct(() => openFeed(scope), { refresh: [FEEDS_KEY], onDone: setOpened });
  const close = useAct(() => closeFeed(scope), { refresh: [FEEDS_KEY], done: t("home:calendar.closed"), onDone: () => setOpened(null) });
  const renew = () =>
    confirmAct({
      title: t("home:calendar.renew_ask"),
      detail: t("home:calendar.renew_detail"),
      act: t("home:calendar.renew"),
      onConfirm: () => open.mutate(undefined),
    });
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <div>
          <Text fw={600}>{t(`home:calendar.feed_${scope}`)}</Text>
          <Text c="dimmed">{since ? t("home:calendar.opened_at", { time: moment(since) }) : t("home:calendar.not_open")}</Text>
        </div>
        <Group gap="xs">
          {since && (
            <Button loading={close.isPending} onClick={() => close.mutate(undefined)}>
              {t("home:calendar.close")}
            </Button>
          )}
          <Button loading={open.isPending} onClick={since ? renew : () => open.mutate(undefined)}>
            {t(since ? "home:calendar.renew" : "home:calendar.open")}
          </Button>
        </Group>
      </Group>
      {opened && <Address feed={opened} />}
    </Stack>
  );
}

/** Secret addresses under which calendar programs read the user's meetings. */
export function CalendarFeeds() {
  const { t } = useTranslation();
  const feeds = useFeeds();
  const isSecretary = useMay("create_meeting");
  const since = (scope: FeedScope) => feeds.data?.items.find((feed) => feed.scope === scope)?.created_at;
  return (
    <Card>
      <Stack gap="lg">
        <div>
          <Text fw={600}>{t("home:calendar.feed")}</Text>
          <Text c="dimmed">{t("home:calendar.feed_hint")}</Text>
        </div>
        <Feed scope="person" since={since("person")} />
        {isSecretary && <Feed scope="unit" since={since("unit")} />}
      </Stack>
    </Card>
  );
}
