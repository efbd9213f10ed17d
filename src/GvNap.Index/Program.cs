using GvNap.Index;
using GvNap.Index.Admin;
using GvNap.Index.Admin.Control;
using GvNap.ServiceDefaults;
using Microsoft.Extensions.Logging;

const int Done = 0;
const int Failed = 1;
const int WrongUsage = 2;
const int Interrupted = 130;

var launch = new LaunchOptions(Environment.GetEnvironmentVariable);
var command = launch.Parse(args);
if (command.FindProblem("gvnap-index") is { } wrong)
{
    return Fail(wrong, WrongUsage);
}

if (launch.IsQuestion(command))
{
    return command.Invoke();
}

using var signals = new ShutdownSignals();
try
{
    if (launch.AsksForHealth(command))
    {
        var question = new HealthQuestion(launch.ToServerOptions(command, IndexServerOptions.DefaultPort));
        return await question.FindProblemAsync(signals.Token) is { } problem ? Fail(problem) : Done;
    }

    if (launch.CommandOf(command) is { } request)
    {
        var reply = await new ControlClient(launch.RunFolderOf(command)).SendAsync(request, launch.PortOf(command), signals.Token);
        if (reply.Problem is { } problem)
        {
            return Fail(problem);
        }

        Console.WriteLine(reply.Output);
        return Done;
    }

    using var metrics = new MetricsView(Telemetry.Name);
    using var telemetry = ProcessTelemetry.Start("gvnap-index", ServerLogging.Configure);
    var input = new InputLines(StandardInput.Open());
    var port = launch.PortOf(command) is null && !Console.IsInputRedirected
        ? await PortQuestion.AskAsync(input, Console.Out, signals.Token)
        : IndexServerOptions.DefaultPort;
    await using var server = await IndexServer.StartAsync(launch.ToServerOptions(command, port), telemetry.LoggerFactory, signals.Token);
    var commands = new ServerCommands(server, metrics, TimeProvider.System);
    await using var control = await ControlSocket.TryOpenAsync(launch.RunFolderOf(command), server.Endpoint.Port, commands, telemetry.LoggerFactory.CreateLogger<ControlSocket>());
    Console.WriteLine($"GvNap index server listens on {server.Endpoint}, directory in {server.Status.Store}.");
    var message = await new ServerConsole(commands, input, Console.Out).RunAsync(signals.Token);
    await server.StopAsync(message, signals.Token);
}
catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
{
    // Ctrl+C or SIGTERM: the usual end of a server, and no answer to a command.
    return launch.CommandOf(command) is null ? Done : Interrupted;
}
catch (Exception e) when (e is IOException or ArgumentException or FormatException)
{
    return Fail(e.Message);
}

return Done;

static int Fail(string message, int status = Failed)
{
    Console.Error.WriteLine($"gvnap-index: {message}");
    return status;
}
