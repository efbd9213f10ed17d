using GvNap.Lab;
using GvNap.Peer.Cli;
using GvNap.ServiceDefaults;

using var signals = new ShutdownSignals();
return await new LabCommandLine(ConsoleTerminal.Open(), Console.Out, Console.Error, signals).RunAsync(args);
