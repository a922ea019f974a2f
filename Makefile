# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
#
# Every target sets up what it needs; see tools/README.md.

.PHONY: help demo pictures test fuzz fault lint format pot bench clean distclean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1 - \2/p' Makefile

demo: ## play one day of logistics on real Odoo, then serve it (SERVE=0: only play)
	@SERVE=$(or $(SERVE),1) tools/dev demo

pictures: ## take the pictures of the guides anew, in the demo's screens
	@tools/dev pictures

test: ## every test and check (T=path: the tests of one file or folder)
	@tools/dev test $(T)

fuzz: ## feed every reader and web address with unforeseen input (N=100000)
	@tools/dev fuzz $(or $(N),100000)

fault: ## let partners and machines fail, count what is lost or doubled (N=5000 SEED=1)
	@tools/dev fault $(or $(N),5000) $(or $(SEED),1)

lint: ## check the sources without running them
	@tools/dev lint

format: ## format Python and XML
	@tools/dev format

pot: ## bring the translation templates up to date
	@tools/dev pot

bench: ## every benchmark against its goal (B=name: one of them)
	@tools/dev bench $(B)

clean: ## delete this clone's databases, links and caches
	@tools/dev clean

distclean: ## also delete what all clones of this user share
	@tools/dev distclean
