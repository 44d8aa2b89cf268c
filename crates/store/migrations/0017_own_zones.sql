-- The time zone in which a person sees moments; that of the workspace when absent.
ALTER TABLE app_user ADD COLUMN timezone TEXT;
