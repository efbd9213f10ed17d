using GvNap.Peer.Cli;
using GvNap.ServiceDefaults;

using var signals = new ShutdownSignals();
using var telemetry = ProcessTelemetry.Start("gvnap");
var host = new CliHost
{
    Terminal = ConsoleTerminal.Open(),
    Output = Console.Out,
    Problems = Console.Error,
    Environment = Environment.GetEnvironmentVariable,
    WorkingDirectory = Environment.CurrentDirectory,
    Loggers = telemetry.LoggerFactory,
    Signals = signals,
};
return await new CommandLine(host).RunAsync(args, signals.Token);
