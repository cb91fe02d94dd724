-- INSERT … SELECT … FROM (change … OUTPUT …)
create table dbo.t (id int not null primary key, a int null);
create table dbo.log (what nvarchar(10) null, id int null, a int null);
insert dbo.t (id, a) values (1, 1), (2, 2), (3, 3);
GO
insert dbo.log (what, id, a)
select 'gone', x.id, x.a from (delete dbo.t output deleted.id, deleted.a where id = 1) as x;
select @@rowcount as n;
GO
insert dbo.log (what, id, a)
select x.act, x.id, x.a
from (merge dbo.t as t using (values (2, 22), (9, 9)) as s (id, a) on s.id = t.id
when matched then update set a = s.a when not matched then insert (id, a) values (s.id, s.a)
output $action, inserted.id, deleted.a) as x (act, id, a)
where x.act = 'UPDATE';
select what, id, a from dbo.log order by id;
select id, a from dbo.t order by id;
GO
-- where none may stand
select x.id from (delete dbo.t output deleted.id) as x;
GO
insert dbo.log (id) select x.id from (delete dbo.t output deleted.id) as x join dbo.t as t on t.id = x.id;
GO
insert dbo.log (id) select x.id from (delete dbo.t) as x;
GO
insert dbo.log (id) select x.id from (delete dbo.t output deleted.id, deleted.a) as x (id);
GO
select count(*) as n from dbo.t;
GO
-- the target has no foreign keys and no triggers
create table dbo.child (id int null constraint fk_child references dbo.t (id));
GO
insert dbo.child (id) select x.id from (delete dbo.log output deleted.id) as x;
GO
create trigger dbo.tr on dbo.log after insert as print 'fired';
GO
insert dbo.log (id) select x.id from (update dbo.t set a = 0 output inserted.id) as x;
GO
-- nor has that of OUTPUT INTO, nor checks
update dbo.t set a = 0 output inserted.id into dbo.child (id);
GO
create table dbo.checked (id int null constraint ck check (id > 0));
GO
update dbo.t set a = 0 output inserted.id into dbo.checked (id);
GO
