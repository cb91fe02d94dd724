-- ON DELETE SET NULL and SET DEFAULT, ON UPDATE CASCADE, SET NULL and SET DEFAULT
create table dbo.parent (id int not null constraint pk_parent primary key, code varchar(5) not null constraint uq_parent unique);
insert dbo.parent (id, code) values (0, 'none'), (1, 'one'), (2, 'two'), (3, 'three');
create table dbo.d_null (n int not null primary key, id int null constraint fk_d_null references dbo.parent (id) on delete set null on update cascade);
create table dbo.d_default (n int not null primary key, code varchar(5) not null constraint df_code default 'none' constraint fk_d_default references dbo.parent (code) on delete set default on update set default);
insert dbo.d_null (n, id) values (1, 1), (2, 1), (3, 2), (4, null);
insert dbo.d_default (n, code) values (1, 'one'), (2, 'two'), (3, 'three');
GO
-- cascades in one statement that exchanges keys: 1 and 2 change places
update dbo.parent set id = case id when 1 then 2 else 1 end where id in (1, 2);
select n, id from dbo.d_null order by n;
GO
update dbo.parent set code = 'neu' where code = 'three';
select n, code from dbo.d_default order by n;
GO
delete dbo.parent where id = 1;
select n, id from dbo.d_null order by n;
select n, code from dbo.d_default order by n;
GO
-- the default refers to nothing: 547 of the DELETE
update dbo.d_default set code = 'one';
update dbo.parent set code = 'other' where id = 0;
GO
delete dbo.parent where id = 2;
GO
select id, code from dbo.parent order by id;
select n, code from dbo.d_default order by n;
GO
-- the referring rows obey their own constraints, and have computed columns and row versions
create table dbo.p2 (id int not null primary key);
insert dbo.p2 (id) values (1), (2);
create table dbo.c2 (id int null constraint fk_c2 references dbo.p2 (id) on update cascade on delete set null, twice as id * 2, constraint ck_c2 check (id < 100));
insert dbo.c2 (id) values (1), (2);
update dbo.p2 set id = 50 where id = 1;
select id, twice from dbo.c2 order by id;
GO
update dbo.p2 set id = 500 where id = 50;
GO
select id from dbo.p2 order by id;
GO
-- cascades go on down, and fire the triggers of the tables they reach
create table dbo.a (id int not null primary key);
create table dbo.b (id int not null primary key constraint fk_b references dbo.a (id) on update cascade on delete cascade);
create table dbo.c (id int null constraint fk_c references dbo.b (id) on update cascade on delete set null);
insert dbo.a (id) values (1), (2);
insert dbo.b (id) values (1), (2);
insert dbo.c (id) values (1), (2);
GO
create trigger dbo.tr_c on dbo.c after update as
begin
    if update(id) select d.id as was, i.id as became from inserted as i cross join deleted as d;
end;
GO
update dbo.a set id = 7 where id = 1;
GO
delete dbo.a where id = 2;
GO
select id from dbo.b order by id;
select id from dbo.c order by id;
GO
-- MERGE: an update keeps the key, so that nothing is missing
create table dbo.k (id int not null primary key, name varchar(10) null);
create table dbo.r (id int not null constraint fk_r references dbo.k (id));
insert dbo.k (id, name) values (1, 'a'), (2, 'b');
insert dbo.r (id) values (1);
merge dbo.k as t using (values (1, 'x'), (3, 'y')) as s (id, name) on s.id = t.id
when matched then update set name = s.name
when not matched then insert (id, name) values (s.id, s.name);
select id, name from dbo.k order by id;
GO
merge dbo.k as t using (values (1)) as s (id) on s.id = t.id when matched then delete;
GO
merge dbo.k as t using (values (1)) as s (id) on s.id = t.id when matched then update set id = 9;
GO
merge dbo.r as t using (values (8)) as s (id) on s.id = t.id when not matched then insert (id) values (s.id);
GO
-- what an action would write, the columns must be able to take
create table dbo.e1 (id int not null references dbo.k (id) on delete set null);
GO
create table dbo.e2 (id int not null references dbo.k (id) on update set default);
GO
create table dbo.e3 (id int null references dbo.k (id) on delete set null, other int null references dbo.k (id) on update cascade);
GO
create table dbo.e4 (id int not null primary key, up int null references dbo.e4 (id) on delete set null);
GO
select name, delete_referential_action_desc, update_referential_action_desc from sys.foreign_keys where name in ('fk_d_null', 'fk_d_default', 'fk_r') order by name;
GO
