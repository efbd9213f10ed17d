using GvNap.Lab;
using GvNap.Peer.Cli;
using GvNap.ServiceDefaults;

using var signals = new ShutdownSignals();
using var telemetry = ProcessTelemetry.Start("gvnap-lab");
return await new LabCommandLine(ConsoleTerminal.Open(), Console.Out, Console.Error, signals, telemetry.LoggerFactory).RunAsync(args);
