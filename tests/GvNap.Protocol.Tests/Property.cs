using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace GvNap.Protocol.Tests;

/// <summary>
/// Runs FsCheck properties from a fixed seed, so that a run can be repeated; a failure prints the case and the seed
/// that gives it at once. <c>GVNAP_SEED=NUMBER</c> tries others.
/// </summary>
internal static class Property
{
    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("GVNAP_SEED"), out var seed) ? seed : 1699;

    public static void Holds<T>(Arbitrary<T> cases, Func<T, bool> property, int runs = 1000)
    {
        var replay = new Replay(new Rnd(Seed, 1), FSharpOption<int>.None);
        Check.One(
            $"GVNAP_SEED={Seed}",
            Config.QuickThrowOnFailure.WithMaxTest(runs).WithReplay(FSharpOption<Replay>.Some(replay)),
            Prop.ForAll(cases, property));
    }
}
