// What people have written into ApplyLens so far, at the revision 0017_email_thread: a few thousand rows, the same every time.

export const rows = `
insert into users (email, created_at)
  select 'user' || n || '@example.org', timestamptz '2025-01-01 08:00+00' + n * interval '7 hours' from generate_series(1, 500) n;
insert into emails (user_id, subject, body, received_at, sender_domain, category, thread)
  select 1 + n % 500,
    (array['Meeting with the hiring team', 'Your application was received', 'An offer', 'Agenda for the meeting'])[1 + n % 4],
    'Dear applicant, this is message ' || n, timestamptz '2025-03-01 08:00+00' + n * interval '1 hour',
    (array['northwind.example', 'contoso.example', 'fabrikam.example'])[1 + n % 3],
    (array['interview', 'other', 'offer', 'rejection'])[1 + n % 4]::email_category, 'thread-' || n / 3
  from generate_series(0, 3999) n;
insert into applications (user_id, company, status, notes, email_id)
  select emails.user_id, 'Company ' || emails.id % 40,
    (array['applied', 'interview', 'offer', 'rejected'])[1 + emails.id % 4],
    case when emails.id % 3 = 0 then 'Ask about the team, then about the pay' end, emails.id
  from emails where emails.id % 4 = 0;
insert into tokens (user_id, secret) select id, 'sealed-' || md5(email) from users where id % 2 = 0;
insert into labels (name) values ('urgent'), ('later'), ('done');
insert into email_labels (email_id, label_id) select id, 1 + id % 3 from emails where id % 5 = 0;
insert into agent_runs (agent, email_id, answered_at)
  select (array['inbox.triage', 'inbox.search'])[1 + id % 2], id, received_at + interval '2 seconds' from emails where id % 2 = 0;
insert into reminders (application_id, due_at) select id, timestamptz '2025-11-01 08:00+00' from applications where id % 4 = 0;
analyze;
`;
