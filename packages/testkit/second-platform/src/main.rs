//! `second-platform EXTENSION NODE RUNTIME HANDLER`: starts both processes on lambda-simulator, then invokes with each line
//! of stdin (a JSON payload) and prints how it ended, one JSON document a line. The end of stdin is SHUTDOWN.
use lambda_simulator::process::{ProcessConfig, ProcessRole};
use lambda_simulator::{FreezeMode, InvocationStatus, ShutdownReason, Simulator, SimulatorPhase};
use serde_json::{Value, json};
use std::{env, error::Error, time::Duration};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tokio::time::{sleep, timeout};

const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let [extension, node, runtime, handler]: [String; 4] =
        env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "four arguments are needed")?;
    let simulator = Simulator::builder()
        .function_name("checkout")
        .memory_size_mb(256)
        .handler(handler.clone())
        .freeze_mode(FreezeMode::Process)
        .build()
        .await?;
    let mut extension_process =
        simulator.spawn_process_with_config(ProcessConfig::new(extension, ProcessRole::Extension))?;
    timeout(PATIENCE, async {
        while simulator.extension_count().await == 0 {
            sleep(Duration::from_millis(1)).await;
        }
    })
    .await?;
    let _runtime_process = simulator.spawn_process_with_config(
        ProcessConfig::new(node, ProcessRole::Runtime).arg(runtime).env("_HANDLER", handler),
    )?;
    simulator.wait_for_phase(SimulatorPhase::Ready, PATIENCE).await?;

    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        println!("{}", invoke(&simulator, serde_json::from_str(&line)?).await?);
    }
    simulator.graceful_shutdown(ShutdownReason::Spindown).await;
    // The extension's last words; the simulator itself does not wait for its exit.
    for _ in 0..200 {
        if extension_process.try_wait()?.is_some() {
            break;
        }
        sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

async fn invoke(simulator: &Simulator, payload: Value) -> Result<Value, Box<dyn Error>> {
    let request_id = simulator.enqueue_payload(payload).await;
    let state = simulator.wait_for_invocation_complete(&request_id, PATIENCE).await?;
    simulator.wait_for_extensions_ready(&request_id, PATIENCE).await?;
    simulator.wait_for_frozen(PATIENCE).await?;
    Ok(json!({
        "requestId": request_id,
        "status": if state.status == InvocationStatus::Success { "success" } else { "error" },
        "response": state.response.map(|response| response.payload),
    }))
}
