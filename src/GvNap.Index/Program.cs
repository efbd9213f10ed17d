using GvNap.Index;
using GvNap.Index.Admin;
using GvNap.ServiceDefaults;

const int Done = 0;
const int Failed = 1;
const int WrongUsage = 2;

var launch = new LaunchOptions(Environment.GetEnvironmentVariable);
var command = launch.Parse(args);
if (command.Errors.Count > 0)
{
    Console.Error.WriteLine($"gvnap-index: {string.Join(' ', command.Errors.Select(error => error.Message))} See gvnap-index --help.");
    return WrongUsage;
}

if (command.Action is not null)
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

    using var telemetry = ProcessTelemetry.Start("gvnap-index", ServerLogging.Configure);
    var input = new InputLines(StandardInput.Open());
    var port = !launch.HasPort(command) && !Console.IsInputRedirected
        ? await PortQuestion.AskAsync(input, Console.Out, signals.Token)
        : IndexServerOptions.DefaultPort;
    await using var server = await IndexServer.StartAsync(launch.ToServerOptions(command, port), telemetry.LoggerFactory, signals.Token);
    Console.WriteLine($"GvNap index server listens on {server.Endpoint}, directory in {server.Status.Store}.");
    await new ServerConsole(server, input, Console.Out).RunAsync(signals.Token);
}
catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
{
    // Ctrl+C or SIGTERM: the usual end of a server.
}
catch (Exception e) when (e is IOException or ArgumentException or FormatException)
{
    return Fail(e.Message);
}

return Done;

static int Fail(string message)
{
    Console.Error.WriteLine($"gvnap-index: {message}");
    return Failed;
}
