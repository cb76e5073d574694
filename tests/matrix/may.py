"""The specification of who may do what, by ability (`can[]` of the contract) and, beside it, by operation.

`ABILITIES` says who holds each ability in the matrix's meeting; `OPERATIONS` which operations ask for it.
Whoever is not named is refused: with 404 where the thing is not seen, with 403 where it is.
"""

# Those who see the matrix's meeting once it is announced; drafts are seen by its officers alone.
VIEWERS = "secretary chair member delegate guest site_device technician administrator"
ROLES = [*VIEWERS.split(), "unit_administrator", "invited_unit", "outsider"]
SEE_MEETING = frozenset(VIEWERS.split())
SEE_DRAFT = frozenset({"secretary", "chair", "administrator"})

TAKE_PART = "member delegate guest chair secretary"
ORGANISE = "secretary chair"

ABILITIES: dict[str, str] = {
    # Rights in one meeting, as the snapshot's viewer.can tells them.
    "edit_meeting": "secretary",
    "publish": "secretary",
    "reopen_meeting": "secretary administrator",
    "approve": "chair",
    "run_meeting": ORGANISE,
    "grant_floor": ORGANISE,
    "set_layout": ORGANISE,
    "open_poll": ORGANISE,
    "record_conclusion": ORGANISE,
    "produce_minutes": ORGANISE,
    "manage_attendance": "secretary",
    "see_deliveries": "secretary",
    "upload_document": "secretary",
    "approve_document": ORGANISE,
    "check_in": TAKE_PART,
    "request_floor": TAKE_PART,
    "vote": "member chair",
    # What follows from who one is in the meeting.
    "see_meeting": VIEWERS,
    "take_part": TAKE_PART,
    "be_the_site": "site_device",
    "be_on_the_media_line": VIEWERS,
    "tend_the_site": "secretary technician site_device",
    "see_closing": "secretary chair administrator",
    "see_readiness_board": "secretary chair technician administrator",
    "see_the_paper": ORGANISE,
    "be_the_chair": "chair",
    "be_called": "member",
    "speak_or_give_the_floor": "secretary chair delegate",
    "ask_or_give_the_floor": "secretary chair member",
    "write_to_the_chair": "delegate member guest technician",
    "answer_for_the_invited": "secretary invited_unit",
    "answer_for_the_delegate": "secretary delegate invited_unit",
    "see_the_delegate_out": "secretary delegate",
    "read_documents": VIEWERS,
    "write_own_notes": "secretary chair member delegate guest technician administrator",
    "remove_the_comment": "member",
    "resolve_the_comment": "secretary chair member",
    "take_a_copy": "secretary chair member delegate guest technician administrator",
    "hold_the_copy": "member",
    "deliver_documents": "invited_unit",
    "keep_documents": "secretary chair member delegate guest technician administrator",
    "own_the_papers": "secretary",
    "read_the_chat": "secretary chair member delegate guest technician administrator",
    "rehearse": "secretary site_device",
    "prepare_circulations": "secretary",
    "approve_circulations": "chair",
    "follow_circulations": "secretary chair guest",
    "see_circulations": "secretary chair member delegate guest",
    "answer_circulations": "member",
    "draft_opinions": "member delegate",
    "ask_for_opinions": "secretary invited_unit outsider",
    "write_in_the_chat": TAKE_PART,
    "delete_the_message": "secretary member",
    # Outside of one meeting.
    "be_anybody": "anonymous " + " ".join(ROLES),
    "be_signed_in": " ".join(ROLES),
    "be_a_person": " ".join(role for role in ROLES if role != "site_device"),
    "prepare_meetings": "secretary invited_unit outsider",
    "be_its_secretary": "secretary",
    "own_the_upload": "secretary",
    "read_directory": "secretary administrator unit_administrator invited_unit outsider",
    "read_sites": "secretary technician administrator unit_administrator invited_unit outsider",
    "manage_directory": "administrator unit_administrator",
    "administer": "administrator",
    "manage_rooms": "administrator unit_administrator",
    "pair_devices": "administrator unit_administrator technician",
    "see_mailbox": "secretary administrator invited_unit outsider",
    "see_its_letters": "secretary administrator",
    "see_statistics": "secretary administrator invited_unit outsider",
    "read_kinds": "secretary administrator invited_unit outsider",
    "be_a_screen": "site_device",
    "own_the_offline_device": "member",
    "own_the_address": "secretary",
}

OPERATIONS: dict[str, str] = {
    "edit_meeting": """
        edit_meeting submit_meeting withdraw_meeting cancel_meeting get_readiness
        invite_sites remove_site invite_units edit_invited_unit remove_unit invite_people edit_participant
        remove_participant add_item order_items edit_item remove_item
        close_rehearsal set_overseer list_overseer_candidates check_rehearsal_site
        assign_duties edit_duty remove_duty remind_duties carry_items_over list_postponed_items
        set_item_access get_rehearsal_checklist set_rehearsal_checklist
        make_template clone_meeting plan_series make_series cancel_series edit_series copy_people_to_series
        export_chat""",
    "publish": "publish_meeting",
    "reopen_meeting": "reopen_meeting",
    "see_closing": "get_closing",
    "approve": "approve_meeting return_meeting",
    "run_meeting": """
        start_meeting pause_meeting resume_meeting end_meeting close_meeting
        open_item close_item pause_item resume_item skip_item postpone_item restore_item
        decide_absence decide_substitute list_attendance list_site_presence export_attendance
        export_attendance_xlsx record_recusal withdraw_recusal list_readers
        export_readers export_readers_xlsx share_comments export_comments export_comments_xlsx
        export_comments_docx list_offline_copies
        set_conversation announce list_announcements withdraw_announcement
        set_lobby admit_guests turn_guest_away send_guest_out""",
    "grant_floor": """
        open_queue order_queue set_floor_settings set_time_budget call_speaker
        put_back_speaker decline_speak_request grant_floor pause_floor resume_floor extend_floor mute_all
        set_site_microphone""",
    "set_layout": "set_layout show_share stop_share",
    "open_poll": "create_poll edit_poll open_poll extend_poll resume_poll close_poll cancel_poll",
    "record_conclusion": "record_conclusion edit_conclusion",
    "produce_minutes": "request_minutes",
    "manage_attendance": "mark_attendance choose_room assign_seats fill_seats clear_seats",
    "see_deliveries": "send_delivery_again remind_unanswered",
    "upload_document": """
        upload_document lay_own_paper upload_version recall_document remove_document edit_document
        set_reading_rights set_watermark""",
    "take_a_copy": "ask_for_copy",
    "hold_the_copy": "get_copy download_copy",
    "approve_document": "list_duties approve_version return_version declare_version doubt_version",
    "deliver_documents": """
        deliver_document deliver_own_paper deliver_version submit_document withdraw_document""",
    "keep_documents": "keep_document",
    "own_the_papers": """
        edit_folder bin_folder restore_folder see_own_paper edit_own_paper bin_own_paper restore_own_paper
        see_own_progress read_own_paper download_own_paper see_own_first_page see_own_page read_own_page_text
        read_own_outline make_own_paper_address""",
    "check_in": "check_in check_in_by_code",
    "request_floor": "make_speak_request",
    "vote": "cast_ballot",
    "see_meeting": """
        get_meeting get_snapshot list_events list_series get_invitation see_announcement knock
        download_bundle list_own_reading make_bundle_address
        get_minutes_pdf get_minutes_docx export_tally_bundle""",
    "take_part": "answer_invitation make_comment",
    "remove_the_comment": "remove_comment",
    "resolve_the_comment": "resolve_comment reopen_comment",
    "write_own_notes": "pull_own_notes push_own_notes place_own_notes",
    "read_the_chat": "list_messages",
    "rehearse": "open_rehearsal",
    "be_the_site": "enter_screen report_rehearsal ask_line_test leave_line_test",
    "be_on_the_media_line": "make_media_token",
    "tend_the_site": "see_check_in_code note_headcount",
    "see_readiness_board": "list_rehearsal_reports export_rehearsal export_rehearsal_xlsx",
    "see_the_paper": "get_invitation_pdf get_invitation_docx get_reading_rights",
    "be_the_chair": "share_notes read_note answer_note give_floor_to_writer",
    "be_called": "accept_call",
    "speak_or_give_the_floor": "end_floor present_page",
    "ask_or_give_the_floor": "withdraw_speak_request",
    "write_to_the_chair": "send_note",
    "answer_for_the_invited": "list_unit_candidates name_unit_people decline_unit_invitation",
    "answer_for_the_delegate": "answer_for_participant list_substitute_candidates propose_substitute",
    "see_the_delegate_out": "leave_meeting return_to_meeting",
    "read_documents": """
        read_document see_first_page download_original list_versions note_opened read_outline see_page
        read_page_text see_progress note_reading list_comments list_changes compare_page
        make_document_address read_texts get_place get_own_rights
        keep_place""",
    "write_in_the_chat": "send_message",
    "delete_the_message": "delete_message",
    "be_anybody": """
        get_session sign_in sign_out sign_in_device open_pairing read_calendar_feed
        check_offline_copies open_address""",
    "be_signed_in": """
        list_meetings list_meeting_templates list_voting_rules list_rooms get_room get_seat_map
        ecabinet_jobs_api_get_job change_password list_unit_invitations list_calendar_feeds
        open_calendar_feed close_calendar_feed search suggest list_own_duties list_offline_devices
        list_circulations list_own_addresses""",
    "be_a_person": """
        list_my_seats see_library create_folder list_own_papers upload_own_paper see_bin empty_bin
        list_keepable_documents register_offline_device start_upload list_uploads""",
    "own_the_address": "revoke_address",
    "own_the_offline_device": "note_offline_copies revoke_offline_device",
    "own_the_upload": "get_upload send_piece give_up_upload",
    "prepare_meetings": "create_meeting",
    "be_its_secretary": "edit_template retire_template restore_template",
    "read_directory": "list_units list_people list_catalogue",
    "read_sites": "list_sites",
    "manage_directory": """
        list_accounts create_account activate_account deactivate_account reset_password list_grants
        give_right withdraw_right list_sign_ins create_unit edit_unit create_person edit_person create_site
        edit_site""",
    "administer": """
        list_quarantine release_document
        list_reorganisations draft_reorganisation get_reorganisation_effects confirm_reorganisation
        cancel_reorganisation import_table export_table add_to_catalogue edit_catalogue_entry
        retire_catalogue_entry restore_catalogue_entry add_meeting_type edit_meeting_type
        retire_meeting_type restore_meeting_type list_unit_practices set_unit_practice get_media_state
        list_media_lines""",
    "manage_rooms": "add_room edit_room retire_room restore_room draw_seat_map set_room_sites",
    "pair_devices": "list_devices pair_device revoke_device",
    "see_mailbox": "list_letters",
    "see_its_letters": "get_letter get_attachment",
    "see_statistics": """
        list_meeting_statistics list_person_statistics export_person_statistics list_opinion_statistics
        list_person_opinions export_person_opinions""",
    "read_kinds": "list_meeting_types",
    "be_a_screen": "tell_equipment",
    "prepare_circulations": """
        edit_circulation delete_circulation upload_circulation_paper lay_own_paper_in_circulation
        remove_circulation_paper submit_circulation send_circulation extend_circulation recall_circulation
        close_circulation""",
    "approve_circulations": "approve_circulation return_circulation declare_circulation_paper",
    "follow_circulations": "remind_circulation get_opinion_summary export_opinions",
    "see_circulations": """
        get_circulation list_circulation_events read_circulation_paper download_circulation_paper
        see_circulation_first_page see_circulation_page read_circulation_page_text read_circulation_outline
        get_opinion_sheet""",
    "answer_circulations": "answer_circulation",
    "draft_opinions": "draft_opinion",
    "ask_for_opinions": "create_circulation",
}
MAY: dict[str, list[str]] = {
    operation: ABILITIES[ability].split()
    for ability, operations in OPERATIONS.items()
    for operation in operations.split()
}

# The callbacks of the media server are signed, and nobody's to send: meetings/media/tests/test_webhook.py.
NOT_ASKED_BY_PEOPLE = frozenset({"receive_media_webhook"})

# Where the thing is no secret, or the role sees that it exists, a refusal outside of a meeting is 403.
TOLD = [
    *OPERATIONS["manage_rooms"].split(),
    *(
        "create_circulation",
        "create_meeting",
        "tell_equipment",
        "list_keepable_documents",
        "register_offline_device",
    ),
]
ASKED, FOLLOWING = frozenset({"member", "delegate"}), frozenset({"chair", "guest"})
FORBIDDEN: dict[str, frozenset[str]] = {
    **dict.fromkeys(TOLD, frozenset(ROLES)),
    **dict.fromkeys(
        OPERATIONS["be_its_secretary"].split(), frozenset({"chair", "administrator", "unit_administrator"})
    ),
    # Who holds a code of the meeting knows of it.
    "check_in_by_code": frozenset({"outsider", "unit_administrator", "invited_unit"}),
    # Drafts are hidden from all but those who prepare them; what was sent or laid before an approver is seen.
    **dict.fromkeys(["extend_circulation", "recall_circulation", "close_circulation"], ASKED | FOLLOWING),
    **dict.fromkeys(["remind_circulation", "get_opinion_summary", "export_opinions"], ASKED),
    **dict.fromkeys(
        ["approve_circulation", "return_circulation", "declare_circulation_paper"], frozenset({"secretary"})
    ),
    "answer_circulation": FOLLOWING | frozenset({"secretary", "delegate"}),
    "draft_opinion": FOLLOWING | frozenset({"secretary"}),
}
# Where who sees the meeting does not see the thing: a note that was not shared, a room of the chat.
NOTE = frozenset({"secretary", "member", "delegate", "site_device", "technician", "administrator"})
HIDDEN: dict[str, frozenset[str]] = {
    "keep_document": frozenset({"site_device"}),
    "read_note": NOTE,
    "answer_note": NOTE,
    "give_floor_to_writer": frozenset({"secretary"}),
    **dict.fromkeys(["get_copy", "download_copy"], SEE_MEETING - {"site_device"}),
    **dict.fromkeys(["list_messages", "send_message", "delete_message"], frozenset({"site_device"})),
}
# What is one's own leaves no event in any journal.
PERSONAL = frozenset(
    {
        *("create_folder", "edit_folder", "bin_folder", "restore_folder", "empty_bin", "upload_own_paper"),
        *("make_own_paper_address", "revoke_address"),
        *("edit_own_paper", "bin_own_paper", "restore_own_paper", "keep_document"),
    }
)
