"""The front door of the counter: commands and card events in, one state out.

Everything here runs on the counter's thread. After every job the state is composed anew, and
told only if it differs from the last one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import singledispatchmethod

from drivers.hub import HubNews
from pos_client.application import commands
from pos_client.application.case_desk import CaseDesk
from pos_client.application.case_orders import CaseOrders
from pos_client.application.closing import Closing
from pos_client.application.day_desk import DayDesk
from pos_client.application.desk import Desk
from pos_client.application.field_work import FieldWork
from pos_client.application.guarding import Guarding
from pos_client.application.laid_cards import LaidCards
from pos_client.application.news import CounterChanged, News
from pos_client.application.paper_desk import PaperDesk
from pos_client.application.pause import Pause
from pos_client.application.premises import premises_of
from pos_client.application.queue_desk import QueueDesk
from pos_client.application.readers import Readers
from pos_client.application.sessions import Sessions
from pos_client.application.state import (
    CounterState,
    DevicePhase,
    GatewayState,
    OfflineState,
    ReaderPhase,
)
from pos_client.application.tools import Tools
from pos_client.application.trouble import ConfigurationInvalid, Trouble
from pos_client.application.workers import Workers
from pos_client.domain.flow import Step
from pos_client.domain.outcome import Receipt
from pos_client.domain.policy import Configuration
from pos_client.domain.registration import QueueSummary

__all__ = ["Counter"]

log = logging.getLogger(__name__)

# While the queue drains its figures are read this often, not after every record.
FIGURES_EVERY = timedelta(milliseconds=250)
SHREDDED_EVERY = timedelta(hours=1)


class Counter:
    """An enrolled device at work."""

    def __init__(
        self,
        tools: Tools,
        configuration: Configuration,
        workers: Workers,
        tell: Callable[[News], None],
        wake_carrier: Callable[[bool], None],
        readers: Readers,
    ) -> None:
        self._tools, self._tell, self._wake_carrier = tools, tell, wake_carrier
        self._desk = Desk(tools, configuration)
        self.close_for_chain = self._desk.close_for_chain
        self._sessions = Sessions(self._desk, workers)
        self._cases = CaseDesk(self._desk, workers)
        self.decoding = self._cases.decoding
        self._orders = CaseOrders(self._cases)
        self._field_work = FieldWork(
            self._desk, workers, self.take_configuration, self._read_figures
        )
        self._readers, self._guarding = readers, Guarding(self._desk)
        self._closing = Closing(self._desk, self._cases)
        self._queue_desk = QueueDesk(self._desk, tell, wake_carrier)
        self._paper_desk = PaperDesk(self._desk, self._cases.steps.saving, tell)
        self._day_desk = DayDesk(
            self._desk, workers, self._sessions, self._paper_desk.tell, self._cases, tell
        )
        self._laid = LaidCards(readers, self._cases, self._day_desk)
        self._queue = QueueSummary()
        self._offline: OfflineState | None = None
        self._until_figures = Pause(tools.clock.monotonic_ns)
        self._until_shredding = Pause(tools.clock.monotonic_ns)
        self._told: CounterState | None = None

    @property
    def state(self) -> CounterState:
        desk, reader = self._desk, self._readers.shown
        return CounterState(
            device=DevicePhase.READY,
            outlet=desk.configuration.outlet,
            is_demo=desk.configuration.is_demo,
            idle_lock=desk.configuration.idle_lock,
            asks_second_factor=desk.asks_second_factor,
            session=self._sessions.state,
            is_logging_in=desk.is_logging_in,
            reader=reader,
            readers=self._readers.state,
            gateway=desk.gateway,
            queue=self._queue,
            offline=self._offline,
            case=self._cases.state,
            is_preparing=self._cases.plate.waiting is not None,
            has_unread_card=self._cases.plate.has_unread_card,
            has_card_without_sam=self._cases.plate.has_card_without_sam,
            last_saved=self._cases.steps.saving.last,
            trouble=desk.trouble,
            returning=self._cases.returns.state,
            preparation=self._field_work.state(has_reader=reader.phase is ReaderPhase.READY),
            awaiting_customer=self._queue.awaiting_customer,
            flows=self._cases.beginning.flows,
            first_flow=desk.configuration.case.first_flow,
            day=self._day_desk.state,
            inspection=self._day_desk.inspection.state,
            has_campaign=desk.configuration.campaign is not None,
            unit_order=self._cases.ordering.state,
            closure=self._closing.state,
            sign=desk.sign.state,
            channel=desk.configuration.channel,
            premises=premises_of(desk),
            hint=self._guarding.hint,
        )

    @property
    def session_id(self) -> str:
        """The log-in that the gateway is asked after: empty where there is none."""
        session = self._desk.session
        return "" if session is None else session.id

    def publish(self) -> None:
        """Tell the state if it has changed."""
        state = self.state
        if state != self._told:
            self._told = state
            self._tell(CounterChanged(state))

    def tell(self, trouble: Trouble) -> None:
        """Show a trouble that a job met where nobody expected one."""
        self._desk.tell(trouble)

    def begin(self) -> None:
        """Show what the store knows."""
        self._readers.begin()
        self._closing.follow()
        self._read_figures()
        self._shred()

    def tick(self) -> None:
        """Several times a second: what time alone changes."""
        self._cases.tick()
        self._closing.follow()
        self._readers.tick()
        self._desk.keep_time()
        if self._until_figures.is_over:
            self._read_figures()
        if self._until_shredding.is_over:
            self._shred()

    def _shred(self) -> None:
        # In slices: while there is more, the next tick goes on.
        if not self._tools.store.shred(self._tools.clock.now(), self._day_desk.signed_off_until):
            self._until_shredding.begin(SHREDDED_EVERY)

    # What the readers tell -----------------------------------------------------------------

    def take_reader_news(self, news: HubNews) -> None:
        self._laid.take(news)

    # What the carrier tells ----------------------------------------------------------------

    def change_line(self, line: GatewayState) -> None:
        came_back = line.is_reachable and not self._desk.gateway.is_reachable
        self._desk.take_line(line)
        self._closing.follow()
        if came_back:
            self._cases.prepare()
        self._cases.take_up()
        if not line.is_draining:
            self._desk.keep_standing()
            self._read_figures()

    def note_contact(self, gateway_time: datetime) -> None:
        self._desk.note_contact(gateway_time)

    def end_session(self, session_id: str, *, is_frozen: bool = False) -> None:
        """The gateway has ended a log-in: nobody is shown, and nothing but logging out is left.

        An open case stays hidden until then, as behind the lock; what was saved stays saved.
        """
        if not self._sessions.end(session_id, is_frozen=is_frozen):
            return
        self.handle(commands.Lock())
        if not self._cases.is_open:
            self.handle(commands.LogOut())
        self._desk.tell(self._desk.why_ended())  # last: logging out clears the screen

    def note_receipt(self, receipt: Receipt) -> None:
        self._cases.note_receipt(receipt)

    def read_figures(self) -> None:
        self._read_figures()

    def take_configuration(self, token: str, configuration: Configuration) -> None:
        """A newer signed configuration takes effect at once.

        Raises:
            ConfigurationInvalid: it is older than the one in force.
            StoreTrouble: it could not be kept; the old one stays in force.
        """
        try:
            self._tools.store.keep_configuration(
                token, configuration.version, configuration.number_block
            )
        except ValueError:
            raise ConfigurationInvalid from None
        before, self._desk.configuration = self._desk.configuration, configuration
        self._desk.audit("configuration_taken", version=configuration.version)
        self._closing.follow()
        self._closing.follow_readers(before)
        self._cases.steps.lapses.follow(before)
        log.info("a configuration was taken", extra={"version": configuration.version})

    def _read_figures(self) -> None:
        self._until_figures.begin(FIGURES_EVERY)
        self._queue = self._desk.summary()
        if self._cases.is_open:
            self._day_desk.leave()  # a card was laid: its customer is served first
        self._day_desk.read()
        self._guarding.refresh()
        is_away = self._desk.gateway.is_reachable is False or self._desk.is_offline_session
        is_asked = is_away or self._field_work.is_open
        desk_flow = self._desk.configuration.case.first_flow
        self._offline = self._desk.offline(desk_flow) if is_asked else None

    # What the clerk asks -------------------------------------------------------------------

    @singledispatchmethod
    def handle(self, command: commands.CounterCommand) -> None:
        """Do what a command asks; one that does not fit the moment does nothing."""
        if self._desk.is_serving and self._orders.handle(command):
            if isinstance(command, commands.ConfirmStep | commands.SignForm):
                self._wake_carrier(False)  # it may have saved something
            self._read_figures()

    @handle.register
    def _(self, command: commands.LogIn) -> None:
        self._sessions.log_in(command.clerk_number, command.password, command.second_factor)

    @handle.register
    def _(self, _command: commands.LogOut) -> None:
        if self._desk.is_locked:
            # Somebody else needs the counter: the open case is given up, nothing was saved of it.
            self._cases.cancel()
        if not self._cases.is_open:
            self._cases.close()
            self._day_desk.leave()
            self._sessions.log_out()

    @handle.register
    def _(self, _command: commands.Lock) -> None:
        self._cases.plate.wipe()
        self._cases.steps.own_numbers.hide()
        self._cases.returns.give_up()
        self._day_desk.leave()
        self._sessions.lock()

    @handle.register
    def _(self, command: commands.Unlock) -> None:
        self._sessions.unlock(command.password)

    @handle.register
    def _(self, command: commands.TakeScan) -> None:
        if not self._desk.sign.is_due or self._desk.is_locked:
            if self._desk.is_serving and self._orders.handle(command):
                self._read_figures()
            return
        refused = self._desk.sign.scan(command.text)
        self._desk.trouble = None
        if refused is not None:
            self._desk.tell(refused)

    @handle.register
    def _(self, _command: commands.RetryVerification) -> None:
        self.handle(commands.ConfirmStep(Step.VERIFICATION.value))

    @handle.register
    def _(self, command: commands.MakePaper | commands.NotePrinted) -> None:
        self._paper_desk.handle(command)

    @handle.register
    def _(self, command: commands.DayCommand) -> None:
        self._day_desk.handle(command)
        self._read_figures()

    @handle.register
    def _(self, command: commands.PrepareFieldWork) -> None:
        if self._desk.is_serving and not self._cases.is_open:
            self._field_work.prepare(
                has_camera=command.has_camera, battery_percent=command.battery_percent
            )
            self._read_figures()

    @handle.register
    def _(self, _command: commands.LeaveFieldWork) -> None:
        self._field_work.leave()
        self._read_figures()

    @handle.register
    def _(self, command: commands.UseReader) -> None:
        self._readers.use(command.reader)
        for each in self._readers.state.all:
            if not self._readers.is_used(each.address):
                self._cases.plate.clear(each.address)

    @handle.register
    def _(self, command: commands.BeginReaderTest) -> None:
        self._cases.plate.clear(command.reader)
        self._readers.begin_test(command.reader)

    @handle.register
    def _(self, _command: commands.StopReaderTest) -> None:
        self._readers.stop_test()

    @handle.register
    def _(self, _command: commands.DismissTrouble) -> None:
        self._desk.trouble = None

    @handle.register
    def _(
        self,
        command: commands.SendNow
        | commands.ReleaseQuarantined
        | commands.PutAside
        | commands.ExportQueue
        | commands.ImportQueue
        | commands.LoadQueuePage,
    ) -> None:
        self._queue_desk.handle(command)
        if not isinstance(command, commands.LoadQueuePage):
            self._read_figures()
