"""The town's face: base pages, components, forms and print layouts, which know no noun of ours."""
