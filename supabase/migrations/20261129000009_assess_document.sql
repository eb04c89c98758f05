-- One more kind of long job: a CV is assessed, and no plan is drawn.

alter table public.workflow_runs
  drop constraint workflow_runs_kind_check,
  add constraint workflow_runs_kind_check
    check (kind in ('cv_to_plan', 'assess_document', 'bulk_assess', 'assess_batch', 'erase_user'));
