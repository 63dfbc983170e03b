"""An enrolled shop for the tests of this folder, and a window for those that press its keys."""

from tests.integration.chain.conftest import make_shop, pos, quick_passwords, shop
from tests.ui.conftest import _spoken, make_stage, stage

__all__ = ["_spoken", "make_shop", "make_stage", "pos", "quick_passwords", "shop", "stage"]
