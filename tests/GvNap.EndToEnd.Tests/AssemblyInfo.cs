// These tests start processes and measure times: neighbours would only disturb them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
