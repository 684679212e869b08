//! The database of the quote service: PostgreSQL if `DATABASE_URL` names one, else SQLite, which is part of this
//! program and needs no server.

use std::error::Error;
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deadpool_postgres::{Manager, Pool, Runtime};
use rusqlite::functions::FunctionFlags;
use tokio::sync::Semaphore;
use tokio_postgres::{Config, NoTls};

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What a query does on the server.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Nothing, for that long: as a query that waits for a disk, a lock, or another server.
    Waits(Duration),
    /// Adds up the prices of 20,000 quotes.
    Computes,
}

/// Where the quotes are.
pub enum Server {
    Postgres {
        config: Box<Config>,
        version: String,
    },
    Sqlite {
        file: tempfile::TempPath,
    },
}

const QUOTES: u32 = 20_000;

impl Server {
    /// Finds the database, and fills it.
    pub async fn find() -> Result<Self> {
        match std::env::var("DATABASE_URL") {
            Ok(url) => Self::postgres(&url).await,
            Err(_) => Self::sqlite(),
        }
    }

    async fn postgres(url: &str) -> Result<Self> {
        let config = Box::new(Config::from_str(url)?);
        let (client, connection) = config.connect(NoTls).await?;
        let connection = tokio::spawn(connection);
        client
            .batch_execute(&format!(
                "CREATE TABLE IF NOT EXISTS workbook_quotes (id int PRIMARY KEY, price int NOT NULL);
                 TRUNCATE workbook_quotes;
                 INSERT INTO workbook_quotes SELECT n, n % 100 FROM generate_series(1, {QUOTES}) AS n;
                 ANALYZE workbook_quotes;"
            ))
            .await?;
        let row = client.query_one("SHOW server_version", &[]).await?;
        let version: String = row.get(0);
        let version = version.split(' ').next().unwrap_or_default().to_owned();
        drop(client);
        connection.await??;
        Ok(Self::Postgres { config, version })
    }

    fn sqlite() -> Result<Self> {
        let file = tempfile::NamedTempFile::new()?.into_temp_path();
        let connection = rusqlite::Connection::open(&file)?;
        connection.execute_batch(&format!(
            "CREATE TABLE quotes (id INTEGER PRIMARY KEY, price INTEGER NOT NULL);
             WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {QUOTES})
             INSERT INTO quotes SELECT n, n % 100 FROM numbers;"
        ))?;
        Ok(Self::Sqlite { file })
    }

    /// The database and its version.
    pub fn name(&self) -> String {
        match self {
            Self::Postgres { version, .. } => format!("PostgreSQL {version}"),
            Self::Sqlite { .. } => format!(
                "SQLite {}, a part of this program, because DATABASE_URL is not set",
                rusqlite::version()
            ),
        }
    }

    /// A pool with that many connections, all of them open.
    pub async fn pool(&self, connections: usize) -> Result<Connections> {
        match self {
            Self::Postgres { config, .. } => {
                let manager = Manager::new(Config::clone(config), NoTls);
                let pool = Pool::builder(manager)
                    .max_size(connections)
                    .runtime(Runtime::Tokio1)
                    .build()?;
                let mut open = Vec::new();
                for _ in 0..connections {
                    open.push(pool.get().await?);
                }
                Ok(Connections::Postgres(pool))
            }
            Self::Sqlite { file } => {
                let mut idle = Vec::new();
                for _ in 0..connections {
                    idle.push(open_sqlite(file)?);
                }
                Ok(Connections::Sqlite(
                    Arc::new(Semaphore::new(connections)),
                    Arc::new(Mutex::new(idle)),
                ))
            }
        }
    }
}

fn open_sqlite(file: &std::path::Path) -> Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(file)?;
    let flags = FunctionFlags::SQLITE_UTF8;
    connection.create_scalar_function("wait_ms", 1, flags, |arguments| {
        let milliseconds: i64 = arguments.get(0)?;
        std::thread::sleep(Duration::from_millis(milliseconds.unsigned_abs()));
        Ok(milliseconds)
    })?;
    Ok(connection)
}

/// A pool of connections.
pub enum Connections {
    Postgres(Pool),
    /// SQLite's calls block, so each runs on one of tokio's blocking threads.
    Sqlite(Arc<Semaphore>, Arc<Mutex<Vec<rusqlite::Connection>>>),
}

impl Connections {
    /// Waits for a connection, and for the answer.
    pub async fn query(&self, kind: Kind) -> Result<i64> {
        match self {
            Self::Postgres(pool) => {
                let connection = pool.get().await?;
                let row = match kind {
                    Kind::Waits(time) => {
                        let query = connection
                            .prepare_cached("SELECT 1::bigint FROM pg_sleep($1)")
                            .await?;
                        connection.query_one(&query, &[&time.as_secs_f64()]).await?
                    }
                    Kind::Computes => {
                        let query = connection
                            .prepare_cached("SELECT sum(price) FROM workbook_quotes")
                            .await?;
                        connection.query_one(&query, &[]).await?
                    }
                };
                Ok(row.get(0))
            }
            // ANCHOR: blocking
            Self::Sqlite(permits, idle) => {
                let permit = Arc::clone(permits).acquire_owned().await?;
                let idle = Arc::clone(idle);
                let found = tokio::task::spawn_blocking(move || {
                    let lock = || idle.lock().expect("no query panics");
                    let connection = lock().pop().expect("a permit for each connection");
                    let found = match kind {
                        Kind::Waits(time) => {
                            let milliseconds = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
                            connection
                                .query_row("SELECT wait_ms(?1)", [milliseconds], |row| row.get(0))
                        }
                        Kind::Computes => {
                            connection
                                .query_row("SELECT sum(price) FROM quotes", [], |row| row.get(0))
                        }
                    };
                    lock().push(connection);
                    drop(permit);
                    found
                });
                Ok(found.await??)
            } // ANCHOR_END: blocking
        }
    }
}
